//+------------------------------------------------------------------+
//| LineFile.mqh - an append-only file of JSON lines that survives   |
//| a kill: every line carries its checksum and is flushed before    |
//| Append returns. A torn line, which never was on disk whole, is   |
//| dropped for ever; a damaged line is reported.                    |
//+------------------------------------------------------------------+
#ifndef INTERLOCK_LINE_FILE_MQH
#define INTERLOCK_LINE_FILE_MQH

//--- the end the next Append puts to a line that was not written whole
#define LINE_FILE_TORN "\ttorn"

class CLineFile
  {
private:
   string            m_name;
   int               m_handle;
   uchar             m_bytes[];
   int               m_size;
   int               m_pos;
   int               m_damaged;
   //--- what must come before the next line: the end of one that has none
   string            m_missing;

   //--- FNV-1a, 32 bits
   uint              Checksum(const uchar &bytes[],const int from,const int size) const
     {
      uint hash=2166136261;
      for(int i=0; i<size; i++)
        {
         hash^=bytes[from+i];
         hash*=16777619;
        }
      return(hash);
     }

   bool              IsTorn(const int from,const int size) const
     {
      int length=StringLen(LINE_FILE_TORN);
      return(size>=length && CharArrayToString(m_bytes,from+size-length,length,CP_UTF8)==LINE_FILE_TORN);
     }

public:
                     CLineFile(void) { m_handle=INVALID_HANDLE; m_size=0; m_pos=0; m_damaged=0; m_missing=""; }
   //--- complete lines whose checksum did not match
   int               Damaged(void) const { return(m_damaged); }
   int               Size(void) const { return(m_size); }

   //--- opens or creates; afterwards Next reads what is there
   bool              Open(const string name)
     {
      m_name=name;
      m_handle=FileOpen(name,FILE_READ|FILE_WRITE|FILE_BIN|FILE_SHARE_READ);
      if(m_handle==INVALID_HANDLE)
         return(false);
      m_size=(int)FileSize(m_handle);
      m_pos=0;
      m_damaged=0;
      m_missing="";
      if(m_size>0 && (int)FileReadArray(m_handle,m_bytes,0,m_size)!=m_size)
         return(false);
      FileSeek(m_handle,0,SEEK_END);
      if(m_size>0 && m_bytes[m_size-1]!='\n')
         m_missing=LINE_FILE_TORN+"\n";
      return(true);
     }

   //--- the next intact line; false at the end
   bool              Next(CJson &line)
     {
      while(m_pos<m_size)
        {
         int from=m_pos;
         while(m_pos<m_size && m_bytes[m_pos]!='\n')
            m_pos++;
         int size=m_pos-from;
         bool last=(m_pos>=m_size);
         m_pos++;
         if(size>9 && m_bytes[from+size-9]=='\t')
           {
            string written=CharArrayToString(m_bytes,from+size-8,8,CP_UTF8);
            if(written==StringFormat("%08x",Checksum(m_bytes,from,size-9)) && line.Parse(m_bytes,from,size-9))
              {
               if(last)
                  m_missing="\n";
               return(true);
              }
           }
         //--- an unfinished last line never led to an order: Append had not returned
         if(size>0 && !last && !IsTorn(from,size))
            m_damaged++;
        }
      ArrayResize(m_bytes,0);
      return(false);
     }

   //--- true only when the whole line has left this process
   bool              Append(const string json)
     {
      if(m_handle==INVALID_HANDLE)
         return(false);
      uchar bytes[];
      int size=StringToCharArray(json,bytes,0,WHOLE_ARRAY,CP_UTF8)-1;
      string line=m_missing+json+StringFormat("\t%08x\n",Checksum(bytes,0,size));
      size=StringToCharArray(line,bytes,0,WHOLE_ARRAY,CP_UTF8)-1;
      if((int)FileWriteArray(m_handle,bytes,0,size)!=size)
        {
         //--- a part of it may be there, and must not swallow the next line
         m_missing=LINE_FILE_TORN+"\n";
         return(false);
        }
      m_missing="";
      FileFlush(m_handle);
      return(true);
     }

   void              Close(void)
     {
      if(m_handle!=INVALID_HANDLE)
         FileClose(m_handle);
      m_handle=INVALID_HANDLE;
     }

   //--- puts a finished file in this one's place
   bool              ReplaceWith(const string other)
     {
      Close();
      return(FileMove(other,0,m_name,FILE_REWRITE));
     }
  };

#endif
//+------------------------------------------------------------------+
