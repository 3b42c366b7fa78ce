//+------------------------------------------------------------------+
//| Wire.mqh - the frames of interlock-1: a request read strictly,   |
//| and a reply.                                                     |
//+------------------------------------------------------------------+
#ifndef INTERLOCK_WIRE_MQH
#define INTERLOCK_WIRE_MQH

#define WIRE_MAX_REQUEST 65536
//--- replies may have 1 MiB; lists stop well before
#define WIRE_LIST_BYTES  900000
#define WIRE_PAGE_ROWS   500
#define WIRE_MISSING     -1

//+------------------------------------------------------------------+
//| What a command is answered with.                                 |
//+------------------------------------------------------------------+
class CReply
  {
public:
   string            status;
   string            data;
   string            code;
   string            message;
   string            field;
   string            bad_value;
   string            rule;
   int               retcode;
   bool              duplicate;

                     CReply(void) { Clear(); }

   void              Clear(void)
     {
      status="ERROR";
      data="";
      code="INTERNAL";
      message="no answer";
      field="";
      bad_value="";
      rule="";
      retcode=0;
      duplicate=false;
     }

   void              Success(const string json) { status="SUCCESS"; data=json; code=""; }
   void              Pending(const string json) { status="PENDING"; data=json; code=""; }

   void              Error(const string error_code,const string text)
     {
      status="ERROR";
      code=error_code;
      message=text;
     }

   void              Invalid(const string error_code,const string name,const string found,const string broken_rule)
     {
      Error(error_code,name+" "+broken_rule);
      field=name;
      bad_value=found;
      rule=broken_rule;
     }

   string            ErrorJson(void) const
     {
      if(StringLen(code)==0)
         return("null");
      CJsonWriter json;
      json.OpenObject("");
      json.PutText("code",code);
      json.PutText("message",message);
      if(retcode!=0)
         json.PutInt("retcode",retcode);
      if(StringLen(field)>0)
        {
         json.PutText("field",field);
         json.PutText("value",StringSubstr(bad_value,0,100));
         json.PutText("rule",rule);
        }
      json.CloseObject();
      return(json.Text());
     }

   string            Render(const string request_id) const
     {
      CJsonWriter json;
      json.OpenObject("");
      json.PutInt("v",1);
      json.PutTextOrNull("request_id",request_id);
      json.PutText("status",status);
      json.PutRaw("data",StringLen(data)==0 ? "null" : data);
      json.PutRaw("error",ErrorJson());
      json.PutBool("duplicate",duplicate);
      json.PutText("boot_id",g_clock.boot_id);
      json.PutInt("mono_ms",g_clock.MonoMs());
      json.PutInt("timestamp",g_clock.UtcMicros());
      json.CloseObject();
      return(json.Text());
     }
  };

//+------------------------------------------------------------------+
//| One request. The getters note the first broken rule; a handler   |
//| reads everything it needs and then asks Refused.                 |
//+------------------------------------------------------------------+
class CRequest
  {
private:
   CJson             m_json;
   int               m_payload;
   string            m_code;
   string            m_field;
   string            m_value;
   string            m_rule;

   void              Break(const string name,const string found,const string rule)
     {
      if(StringLen(m_code)>0)
         return;
      m_code="BAD_REQUEST";
      m_field=name;
      m_value=found;
      m_rule=rule;
     }

   //--- names: separated by commas, so a text with a comma is none of them
   bool              IsOneOf(const string text,const string names) const
     {
      return(StringFind(text,",")<0 && StringFind(","+names+",",","+text+",")>=0);
     }

   bool              IsDigits(const string text,const int from) const
     {
      int length=StringLen(text);
      for(int i=from; i<length; i++)
        {
         ushort c=StringGetCharacter(text,i);
         if(c<'0' || c>'9')
            return(false);
        }
      return(length>from);
     }

   bool              IsDecimal(const string text) const
     {
      int length=StringLen(text);
      int from=(length>0 && StringGetCharacter(text,0)=='-' ? 1 : 0);
      int point=StringFind(text,".");
      if(length>24)
         return(false);
      if(point<0)
         return(IsDigits(text,from));
      return(IsDigits(StringSubstr(text,0,point),from) && IsDigits(text,point+1));
     }

public:
   string            request_id;
   string            action;
   string            boot_id;
   string            command_id;
   long              epoch;
   long              deadline;

   int               Payload(void) const { return(m_payload); }

   bool              Parse(const uchar &data[],const int size)
     {
      request_id="";
      action="";
      boot_id="";
      command_id="";
      epoch=WIRE_MISSING;
      deadline=WIRE_MISSING;
      m_payload=-1;
      m_code="";
      m_field="";
      m_value="";
      m_rule="";
      if(!m_json.Parse(data,0,size))
        {
         m_code="BAD_JSON";
         m_rule=m_json.Error();
         return(false);
        }
      if(m_json.Kind(0)!=JSON_OBJECT)
        {
         m_code="BAD_JSON";
         m_rule="must be one object";
         return(false);
        }
      request_id=GetText(0,"request_id",true,64);
      action=GetText(0,"action",true,40);
      if(GetInt(0,"v",true,0)!=1)
         Break("v",m_json.Field(0,"v"),"must be 1");
      GetInt(0,"timestamp",true,0);
      epoch=GetInt(0,"epoch",false,WIRE_MISSING);
      deadline=GetInt(0,"deadline",false,WIRE_MISSING);
      boot_id=GetText(0,"boot_id",false,64);
      command_id=GetText(0,"command_id",false,64);
      GetText(0,"traceparent",false,128);
      m_payload=m_json.Find(0,"payload");
      if(m_payload<0 || m_json.Kind(m_payload)!=JSON_OBJECT)
         Break("payload","","must be an object");
      Allow(0,"v,request_id,action,timestamp,epoch,boot_id,deadline,command_id,traceparent,payload");
      return(StringLen(m_code)==0);
     }

   //--- fields a reader does not know are refused
   void              Allow(const int node,const string names)
     {
      if(node<0)
         return;
      for(int child=m_json.First(node); child>=0; child=m_json.Next(child))
         if(!IsOneOf(m_json.Key(child),names))
            Break(m_json.Key(child),m_json.Value(child),"is not a field of "+(node==0 ? "a request" : action));
     }

   bool              Has(const int node,const string name) const
     {
      int child=m_json.Find(node,name);
      return(child>=0 && m_json.Kind(child)!=JSON_NULL);
     }

   string            GetText(const int node,const string name,const bool required,const int max_length)
     {
      if(!Has(node,name))
        {
         if(required)
            Break(name,"","is required");
         return("");
        }
      int child=m_json.Find(node,name);
      string text=m_json.Value(child);
      if(m_json.Kind(child)!=JSON_TEXT)
         Break(name,text,"must be text");
      else if(StringLen(text)==0 || StringLen(text)>max_length)
         Break(name,text,"must have 1 to "+IntegerToString(max_length)+" characters");
      else
         return(text);
      return("");
     }

   //--- allowed: names separated by commas
   string            GetName(const int node,const string name,const string allowed)
     {
      string text=GetText(node,name,true,20);
      if(StringLen(text)>0 && !IsOneOf(text,allowed))
         Break(name,text,"must be one of "+allowed);
      return(text);
     }

   long              GetInt(const int node,const string name,const bool required,const long otherwise)
     {
      if(!Has(node,name))
        {
         if(required)
            Break(name,"","is required");
         return(otherwise);
        }
      int child=m_json.Find(node,name);
      string text=m_json.Value(child);
      if(m_json.Kind(child)!=JSON_NUMBER || !IsDigits(text,0) || StringLen(text)>18)
        {
         Break(name,text,"must be a whole number, 0 or more");
         return(otherwise);
        }
      return(StringToInteger(text));
     }

   //--- a JSON number or a decimal string
   double            GetDecimal(const int node,const string name,const bool required,const double otherwise)
     {
      if(!Has(node,name))
        {
         if(required)
            Break(name,"","is required");
         return(otherwise);
        }
      int child=m_json.Find(node,name);
      string text=m_json.Value(child);
      ENUM_JSON_KIND kind=m_json.Kind(child);
      if((kind!=JSON_NUMBER && kind!=JSON_TEXT) || !IsDecimal(text))
        {
         Break(name,text,"must be a decimal without exponent");
         return(otherwise);
        }
      return(StringToDouble(text));
     }

   //--- tickets and order numbers travel as text
   ulong             GetTicket(const int node,const string name,const bool required)
     {
      string text=GetText(node,name,required,18);
      if(StringLen(text)==0)
         return(0);
      if(!IsDigits(text,0) || StringToInteger(text)==0)
        {
         Break(name,text,"must be a number written as text");
         return(0);
        }
      return((ulong)StringToInteger(text));
     }

   bool              GetFlag(const int node,const string name)
     {
      if(!Has(node,name))
         return(false);
      int child=m_json.Find(node,name);
      if(m_json.Kind(child)!=JSON_BOOL)
         Break(name,m_json.Value(child),"must be true or false");
      return(m_json.Value(child)=="true");
     }

   //--- 1 to 26 of A-Z and 2-7
   string            GetClientOrderId(const int node,const bool required)
     {
      string text=GetText(node,"client_order_id",required,26);
      int length=StringLen(text);
      for(int i=0; i<length; i++)
        {
         ushort c=StringGetCharacter(text,i);
         if(!((c>='A' && c<='Z') || (c>='2' && c<='7')))
           {
            Break("client_order_id",text,"must be 1 to 26 of A-Z and 2-7");
            return("");
           }
        }
      return(text);
     }

   //--- the members of an object or array; -1 ends
   int               GetNode(const int node,const string name) const { return(m_json.Find(node,name)); }
   int               FirstOf(const int node) const { return(node<0 ? -1 : m_json.First(node)); }
   int               NextOf(const int node) const { return(m_json.Next(node)); }
   bool              IsObject(const int node) const { return(node>=0 && m_json.Kind(node)==JSON_OBJECT); }
   bool              IsArray(const int node) const { return(node>=0 && m_json.Kind(node)==JSON_ARRAY); }

   //--- an array of texts
   int               GetTexts(const int node,const string name,string &texts[])
     {
      ArrayResize(texts,0);
      int list=m_json.Find(node,name);
      if(!IsArray(list))
        {
         Break(name,"","must be an array of texts");
         return(0);
        }
      int count=0;
      for(int child=m_json.First(list); child>=0; child=m_json.Next(child))
        {
         if(m_json.Kind(child)!=JSON_TEXT || StringLen(m_json.Value(child))==0 || StringLen(m_json.Value(child))>32)
            Break(name,m_json.Value(child),"must be an array of texts of 1 to 32 characters");
         ArrayResize(texts,count+1,64);
         texts[count]=m_json.Value(child);
         count++;
        }
      return(count);
     }

   void              Demand(const bool holds,const string name,const string found,const string rule)
     {
      if(!holds)
         Break(name,found,rule);
     }

   //--- true when a rule was broken; the reply then says which
   bool              Refused(CReply &reply) const
     {
      if(StringLen(m_code)==0)
         return(false);
      if(m_code=="BAD_JSON")
         reply.Error(m_code,m_rule);
      else
         reply.Invalid(m_code,m_field,m_value,m_rule);
      return(true);
     }

   //--- in a batch every order is judged on its own
   void              ForgetRefusal(void) { m_code=""; }
  };

#endif
//+------------------------------------------------------------------+
