//+------------------------------------------------------------------+
//| LineFile.mqh - an append-only file of JSON lines that survives   |
//| a kill: every line carries its checksum and is flushed before    |
//| Append returns. A torn last line is dropped, a damaged line in   |
//| the middle is reported.                                          |
//+------------------------------------------------------------------+
#ifndef INTERLOCK_LINE_FILE_MQH
#define INTERLOCK_LINE_FILE_MQH

class CLineFile
  {
private:
   string            m_name;
   int               m_handle;
   uchar             m_bytes[];
   int               m_size;
   int               m_pos;
   int               m_damaged;

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

public:
                     CLineFile(void) { m_handle=INVALID_HANDLE; m_size=0; m_pos=0; m_damaged=0; }
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
      if(m_size>0 && (int)FileReadArray(m_handle,m_bytes,0,m_size)!=m_size)
         return(false);
      FileSeek(m_handle,0,SEEK_END);
      //--- a torn last line must not swallow the next one
      if(m_size>0 && m_bytes[m_size-1]!='\n')
        {
         uchar newline[1];
         newline[0]='\n';
         if(FileWriteArray(m_handle,newline,0,1)!=1)
            return(false);
         FileFlush(m_handle);
        }
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
               return(true);
           }
         //--- an unfinished last line never led to an order: Append had not returned
         if(size>0 && !last)
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
      uchar tail[];
      int tail_size=StringToCharArray(StringFormat("\t%08x\n",Checksum(bytes,0,size)),tail,0,WHOLE_ARRAY,CP_UTF8)-1;
      ArrayResize(bytes,size+tail_size);
      ArrayCopy(bytes,tail,size,0,tail_size);
      if((int)FileWriteArray(m_handle,bytes,0,size+tail_size)!=size+tail_size)
         return(false);
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
