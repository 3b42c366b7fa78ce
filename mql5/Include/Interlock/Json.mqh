//+------------------------------------------------------------------+
//| Json.mqh - a strict reader and a plain writer of JSON.           |
//+------------------------------------------------------------------+
#ifndef INTERLOCK_JSON_MQH
#define INTERLOCK_JSON_MQH

#define JSON_MAX_DEPTH 12
#define JSON_MAX_NODES 4096

enum ENUM_JSON_KIND
  {
   JSON_NULL,
   JSON_BOOL,
   JSON_NUMBER,
   JSON_TEXT,
   JSON_ARRAY,
   JSON_OBJECT
  };

//+------------------------------------------------------------------+
//| One parsed document: nodes by index, the root is node 0,         |
//| -1 means "no such node". Refused: duplicate keys, exponents,     |
//| invalid UTF-8, more than 12 levels or 4096 nodes.                |
//+------------------------------------------------------------------+
class CJson
  {
private:
   uchar             m_text[];
   int               m_size;
   int               m_pos;
   int               m_count;
   string            m_error;
   ENUM_JSON_KIND    m_kind[];
   string            m_key[];
   string            m_value[];
   int               m_first[];
   int               m_next[];

   bool              Fail(const string what)
     {
      if(StringLen(m_error)==0)
         m_error=what+" at byte "+IntegerToString(m_pos);
      return(false);
     }

   int               NewNode(const ENUM_JSON_KIND kind,const string key)
     {
      if(m_count>=JSON_MAX_NODES)
        {
         Fail("too many values");
         return(-1);
        }
      if(m_count>=ArraySize(m_kind))
        {
         int capacity=m_count+128;
         ArrayResize(m_kind,capacity);
         ArrayResize(m_key,capacity);
         ArrayResize(m_value,capacity);
         ArrayResize(m_first,capacity);
         ArrayResize(m_next,capacity);
        }
      m_kind[m_count]=kind;
      m_key[m_count]=key;
      m_value[m_count]="";
      m_first[m_count]=-1;
      m_next[m_count]=-1;
      m_count++;
      return(m_count-1);
     }

   void              SkipSpace(void)
     {
      while(m_pos<m_size)
        {
         uchar c=m_text[m_pos];
         if(c!=' ' && c!='\t' && c!='\n' && c!='\r')
            return;
         m_pos++;
        }
     }

   bool              Take(const uchar wanted)
     {
      SkipSpace();
      if(m_pos<m_size && m_text[m_pos]==wanted)
        {
         m_pos++;
         return(true);
        }
      return(false);
     }

   bool              TakeWord(const string word)
     {
      int length=StringLen(word);
      if(m_pos+length>m_size)
         return(false);
      for(int i=0; i<length; i++)
         if(m_text[m_pos+i]!=StringGetCharacter(word,i))
            return(false);
      m_pos+=length;
      return(true);
     }

   int               HexDigit(const uchar c) const
     {
      if(c>='0' && c<='9')
         return(c-'0');
      if(c>='a' && c<='f')
         return(c-'a'+10);
      if(c>='A' && c<='F')
         return(c-'A'+10);
      return(-1);
     }

   //--- \uXXXX; a surrogate pair is two of them and two UTF-16 units, as MQL5 strings hold it
   bool              TakeEscapedUnit(string &text)
     {
      if(m_pos+4>m_size)
         return(Fail("unfinished \\u escape"));
      int unit=0;
      for(int i=0; i<4; i++)
        {
         int digit=HexDigit(m_text[m_pos+i]);
         if(digit<0)
            return(Fail("bad \\u escape"));
         unit=unit*16+digit;
        }
      if(unit==0)
         return(Fail("zero character"));
      m_pos+=4;
      text+=ShortToString((ushort)unit);
      return(true);
     }

   bool              TakeEscape(string &text)
     {
      if(m_pos>=m_size)
         return(Fail("unfinished escape"));
      uchar c=m_text[m_pos];
      m_pos++;
      if(c=='u')
         return(TakeEscapedUnit(text));
      if(c=='n')
         text+="\n";
      else if(c=='t')
         text+="\t";
      else if(c=='r')
         text+="\r";
      else if(c=='b')
         text+=ShortToString(8);
      else if(c=='f')
         text+=ShortToString(12);
      else if(c=='"' || c=='\\' || c=='/')
         text+=ShortToString((ushort)c);
      else
         return(Fail("bad escape"));
      return(true);
     }

   //--- bytes of the UTF-8 sequence at m_pos; 0: not UTF-8
   int               SequenceLength(void) const
     {
      uchar c=m_text[m_pos];
      int length=1;
      if(c<0x80)
         return(1);
      if(c>=0xC2 && c<=0xDF)
         length=2;
      else if(c>=0xE0 && c<=0xEF)
         length=3;
      else if(c>=0xF0 && c<=0xF4)
         length=4;
      else
         return(0);
      if(m_pos+length>m_size)
         return(0);
      for(int i=1; i<length; i++)
         if((m_text[m_pos+i]&0xC0)!=0x80)
            return(0);
      uchar second=m_text[m_pos+1];
      if((c==0xE0 && second<0xA0) || (c==0xED && second>0x9F) || (c==0xF0 && second<0x90) || (c==0xF4 && second>0x8F))
         return(0);
      return(length);
     }

   //--- after the opening quote
   bool              TakeText(string &text)
     {
      text="";
      int from=m_pos;
      while(m_pos<m_size)
        {
         uchar c=m_text[m_pos];
         if(c=='"' || c=='\\')
           {
            if(m_pos>from)
               text+=CharArrayToString(m_text,from,m_pos-from,CP_UTF8);
            m_pos++;
            if(c=='"')
               return(true);
            if(!TakeEscape(text))
               return(false);
            from=m_pos;
            continue;
           }
         if(c<0x20)
            return(Fail("control character in text"));
         int length=SequenceLength();
         if(length==0)
            return(Fail("invalid UTF-8"));
         m_pos+=length;
        }
      return(Fail("unfinished text"));
     }

   int               CountDigits(void)
     {
      int digits=0;
      while(m_pos<m_size && m_text[m_pos]>='0' && m_text[m_pos]<='9')
        {
         digits++;
         m_pos++;
        }
      return(digits);
     }

   bool              TakeNumber(const int node)
     {
      int from=m_pos;
      if(m_text[m_pos]=='-')
         m_pos++;
      bool leading_zero=(m_pos<m_size && m_text[m_pos]=='0');
      int digits=CountDigits();
      if(digits==0 || (leading_zero && digits>1))
         return(Fail("bad number"));
      if(m_pos<m_size && m_text[m_pos]=='.')
        {
         m_pos++;
         if(CountDigits()==0)
            return(Fail("bad number"));
        }
      if(m_pos<m_size && (m_text[m_pos]=='e' || m_text[m_pos]=='E'))
         return(Fail("number with exponent"));
      m_value[node]=CharArrayToString(m_text,from,m_pos-from,CP_UTF8);
      return(true);
     }

   bool              ParseMembers(const int parent,const bool keyed,const uchar closing,const int depth)
     {
      if(Take(closing))
         return(true);
      int last=-1;
      while(true)
        {
         string key="";
         if(keyed)
           {
            if(!Take('"'))
               return(Fail("key expected"));
            if(!TakeText(key))
               return(false);
            if(Find(parent,key)>=0)
               return(Fail("duplicate key"));
            if(!Take(':'))
               return(Fail("colon expected"));
           }
         int child=m_count;
         if(!ParseValue(key,depth+1))
            return(false);
         if(last<0)
            m_first[parent]=child;
         else
            m_next[last]=child;
         last=child;
         if(Take(closing))
            return(true);
         if(!Take(','))
            return(Fail("comma expected"));
        }
      return(false);
     }

   bool              ParseValue(const string key,const int depth)
     {
      if(depth>JSON_MAX_DEPTH)
         return(Fail("too deep"));
      SkipSpace();
      if(m_pos>=m_size)
         return(Fail("value expected"));
      int node=NewNode(JSON_NULL,key);
      if(node<0)
         return(false);
      uchar c=m_text[m_pos];
      if(c=='{')
        {
         m_pos++;
         m_kind[node]=JSON_OBJECT;
         return(ParseMembers(node,true,'}',depth));
        }
      if(c=='[')
        {
         m_pos++;
         m_kind[node]=JSON_ARRAY;
         return(ParseMembers(node,false,']',depth));
        }
      if(c=='"')
        {
         m_pos++;
         m_kind[node]=JSON_TEXT;
         string text="";
         if(!TakeText(text))
            return(false);
         m_value[node]=text;
         return(true);
        }
      if(c=='-' || (c>='0' && c<='9'))
        {
         m_kind[node]=JSON_NUMBER;
         return(TakeNumber(node));
        }
      if(TakeWord("true"))
        {
         m_kind[node]=JSON_BOOL;
         m_value[node]="true";
         return(true);
        }
      if(TakeWord("false"))
        {
         m_kind[node]=JSON_BOOL;
         m_value[node]="false";
         return(true);
        }
      if(TakeWord("null"))
         return(true);
      return(Fail("value expected"));
     }

public:
                     CJson(void) { m_size=0; m_pos=0; m_count=0; m_error=""; }
   string            Error(void) const { return(m_error); }
   int               Count(void) const { return(m_count); }
   int               First(const int node) const { return(m_first[node]); }
   int               Next(const int node) const { return(m_next[node]); }
   ENUM_JSON_KIND    Kind(const int node) const { return(m_kind[node]); }
   string            Key(const int node) const { return(m_key[node]); }
   //--- the text, or a number, true and false as written; empty for null and containers
   string            Value(const int node) const { return(m_value[node]); }

   int               Find(const int node,const string key) const
     {
      if(node<0 || node>=m_count || m_kind[node]!=JSON_OBJECT)
         return(-1);
      for(int child=m_first[node]; child>=0; child=m_next[child])
         if(m_key[child]==key)
            return(child);
      return(-1);
     }

   //--- convenience for our own files: the value under a key, or empty
   string            Field(const int node,const string key) const
     {
      int child=Find(node,key);
      if(child<0)
         return("");
      return(m_value[child]);
     }

   bool              Parse(const uchar &data[],const int offset,const int size)
     {
      m_size=size;
      m_pos=0;
      m_count=0;
      m_error="";
      if(ArraySize(m_text)<size)
         ArrayResize(m_text,size);
      if(size>0)
         ArrayCopy(m_text,data,0,offset,size);
      if(!ParseValue("",0))
         return(false);
      SkipSpace();
      if(m_pos!=m_size)
         return(Fail("text after the value"));
      return(true);
     }
  };

//+------------------------------------------------------------------+
//| Builds one JSON text; an empty key adds an array element.        |
//| Decimals are written as strings, never with an exponent.         |
//+------------------------------------------------------------------+
class CJsonWriter
  {
private:
   string            m_text;

   string            Hex(const ushort unit) const { return(StringFormat("\\u%04x",(int)unit)); }

   string            Escape(const string text) const
     {
      int length=StringLen(text);
      bool plain=true;
      for(int i=0; i<length && plain; i++)
        {
         ushort c=StringGetCharacter(text,i);
         plain=(c>=0x20 && c!='"' && c!='\\' && c<0xD800);
        }
      if(plain)
         return(text);
      string escaped="";
      for(int i=0; i<length; i++)
        {
         ushort c=StringGetCharacter(text,i);
         if(c=='"' || c=='\\')
            escaped+="\\"+ShortToString(c);
         else if(c<0x20 || c>=0xD800)
            escaped+=Hex(c);
         else
            escaped+=ShortToString(c);
        }
      return(escaped);
     }

   void              Lead(const string key)
     {
      int length=StringLen(m_text);
      if(length>0)
        {
         ushort last=StringGetCharacter(m_text,length-1);
         if(last!='{' && last!='[')
            m_text+=",";
        }
      if(StringLen(key)>0)
         m_text+="\""+key+"\":";
     }

public:
                     CJsonWriter(void) { m_text=""; }
   void              Clear(void) { m_text=""; }
   string            Text(void) const { return(m_text); }
   int               Length(void) const { return(StringLen(m_text)); }

   void              OpenObject(const string key) { Lead(key); m_text+="{"; }
   void              CloseObject(void) { m_text+="}"; }
   void              OpenArray(const string key) { Lead(key); m_text+="["; }
   void              CloseArray(void) { m_text+="]"; }
   void              PutText(const string key,const string text) { Lead(key); m_text+="\""+Escape(text)+"\""; }
   void              PutInt(const string key,const long number) { Lead(key); m_text+=IntegerToString(number); }
   void              PutBool(const string key,const bool flag) { Lead(key); m_text+=(flag ? "true" : "false"); }
   void              PutNull(const string key) { Lead(key); m_text+="null"; }
   //--- json: a finished value
   void              PutRaw(const string key,const string json) { Lead(key); m_text+=json; }

   void              PutTextOrNull(const string key,const string text)
     {
      if(StringLen(text)==0)
         PutNull(key);
      else
         PutText(key,text);
     }

   void              PutTicket(const string key,const ulong ticket)
     {
      if(ticket==0)
         PutNull(key);
      else
         PutText(key,IntegerToString((long)ticket));
     }

   void              PutDecimal(const string key,const double number,const int digits)
     {
      double finite=(MathIsValidNumber(number) ? number : 0.0);
      Lead(key);
      m_text+="\""+DoubleToString(finite,digits)+"\"";
     }
  };

#endif
//+------------------------------------------------------------------+
