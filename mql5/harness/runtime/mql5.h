// The language and library of MQL5 as far as the gateway uses them, for g++: bounds-checked arrays, UTF-16 strings, checked
// formats, checked DLL signatures. What the functions do is in terminal.cpp and trade_api.cpp.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace mql {

using uchar = unsigned char;
using ushort = unsigned short;
using uint = unsigned int;
using ulong = unsigned long long;
using int64 = long long;

// Ends the program as the terminal ends an expert on a critical error.
[[noreturn]] void critical(const char *what);

class String {
public:
    String() = default;
    explicit String(const char16_t *text) : text_(text) {}
    explicit String(std::u16string text) : text_(std::move(text)) {}
    const std::u16string &units() const { return text_; }
    std::u16string &units() { return text_; }
    String &operator+=(const String &other) { text_ += other.text_; return *this; }
    friend String operator+(String a, const String &b) { a.text_ += b.text_; return a; }
    friend bool operator==(const String &a, const String &b) { return a.text_ == b.text_; }
    friend bool operator!=(const String &a, const String &b) { return a.text_ != b.text_; }
    friend bool operator<(const String &a, const String &b) { return a.text_ < b.text_; }
    friend bool operator>(const String &a, const String &b) { return a.text_ > b.text_; }

private:
    std::u16string text_;
};
using string = String;

std::string utf8(const String &text);
String utf16(const std::string &text);

struct Fixed {
    explicit Fixed(long long n) : size(n) {}
    long long size;
};

// An MQL5 array. Reading or writing outside it is a critical error, as in the terminal.
template <class T> class Array {
    static_assert(!std::is_same<T, bool>::value, "bool arrays are not supported");

public:
    Array() = default;
    explicit Array(Fixed fixed) : items_(fixed.size), fixed_(true) { fill(0); }
    Array(std::initializer_list<T> items) : items_(items) {}
    T &operator[](long long i) { return items_[check(i)]; }
    const T &operator[](long long i) const { return items_[check(i)]; }
    long long size() const { return static_cast<long long>(items_.size()); }
    T *data() { return items_.data(); }
    const T *data() const { return items_.data(); }
    int resize(long long size) {
        if (fixed_ || size < 0) return -1;
        auto old = items_.size();
        items_.resize(size);
        fill(old);
        return static_cast<int>(size);
    }
    void reserve(long long capacity) { items_.reserve(capacity); }

private:
    // New elements are not zero in MQL5: a pattern makes a read before the first write visible.
    void fill(size_t from) {
        if constexpr (std::is_arithmetic<T>::value)
            if (from < items_.size()) std::memset(&items_[from], 0x5A, (items_.size() - from) * sizeof(T));
    }
    size_t check(long long i) const {
        if (i < 0 || i >= size()) critical("array out of range");
        return static_cast<size_t>(i);
    }
    std::vector<T> items_;
    bool fixed_ = false;
};

// ---- formats: the specifiers are checked against the arguments when the program is compiled

enum class Kind { integer32, integer64, unsigned32, unsigned64, real, text, other };

template <class T> constexpr Kind kindOf() {
    using U = std::decay_t<T>;
    if (std::is_same<U, String>::value) return Kind::text;
    if (std::is_floating_point<U>::value) return Kind::real;
    if (std::is_enum<U>::value) return Kind::integer32;
    if (std::is_integral<U>::value) {
        if (sizeof(U) == 8) return std::is_signed<U>::value ? Kind::integer64 : Kind::unsigned64;
        return std::is_signed<U>::value || sizeof(U) < 4 ? Kind::integer32 : Kind::unsigned32;
    }
    return Kind::other;
}

constexpr bool formatFits(const char16_t *f, const Kind *kinds, int count) {
    int used = 0;
    while (*f) {
        if (*f++ != u'%') continue;
        if (*f == u'%') { f++; continue; }
        while (*f == u'-' || *f == u'+' || *f == u' ' || *f == u'0' || *f == u'#') f++;
        while (*f >= u'0' && *f <= u'9') f++;
        if (*f == u'.') { f++; while (*f >= u'0' && *f <= u'9') f++; }
        bool wide = false;
        if (f[0] == u'I' && f[1] == u'6' && f[2] == u'4') { wide = true; f += 3; }
        else if (f[0] == u'l' && f[1] == u'l') { wide = true; f += 2; }
        if (used >= count) return false;
        Kind kind = kinds[used++];
        switch (*f++) {
        case u'd': case u'i':
            if (kind != (wide ? Kind::integer64 : Kind::integer32)) return false;
            break;
        case u'u':
            if (kind != (wide ? Kind::unsigned64 : Kind::unsigned32)) return false;
            break;
        case u'x': case u'X':
            if (wide ? kind != Kind::integer64 && kind != Kind::unsigned64 : kind != Kind::integer32 && kind != Kind::unsigned32) return false;
            break;
        case u'f': case u'g': case u'e': case u'G':
            if (kind != Kind::real) return false;
            break;
        case u's':
            if (kind != Kind::text) return false;
            break;
        case u'c':
            if (kind != Kind::integer32) return false;
            break;
        default:
            return false;
        }
    }
    return used == count;
}

#define MQL_FORMAT(literal) ([] { struct F { static constexpr const char16_t *text() { return literal; } }; return F(); }())

struct Value {
    Kind kind;
    long long integer = 0;
    double real = 0;
    String text;
};

template <class T> Value valueOf(const T &v) {
    Value value{kindOf<T>(), 0, 0, String()};
    if constexpr (std::is_same<T, String>::value) value.text = v;
    else if constexpr (std::is_floating_point<T>::value) value.real = v;
    else value.integer = static_cast<long long>(v);
    return value;
}

String formatValues(const char16_t *format, const std::vector<Value> &values);
void printValues(const std::vector<Value> &values);

template <class F, class... A> String StringFormat(F, const A &...args) {
    constexpr Kind kinds[] = {kindOf<A>()..., Kind::other};
    static_assert(formatFits(F::text(), kinds, sizeof...(A)), "wrong format specifier");
    return formatValues(F::text(), {valueOf(args)...});
}
template <class... A> void Print(const A &...args) { printValues({valueOf(args)...}); }
template <class... A> void Alert(const A &...args) { printValues({valueOf(args)...}); }
template <class F, class... A> void PrintFormat(F f, const A &...args) { Print(StringFormat(f, args...)); }

// ---- DLLs: the declared signature must be the real one, as Windows' x64 calling convention sees it

template <class T> struct DllScalar {};
template <class T> struct DllArray {};
template <class T> struct DllReference {};

template <class M, class C> struct Fits : std::false_type {};
// A handle is a 64-bit number; an integer must have the real one's size.
template <class T, class C> struct Fits<DllScalar<T>, C>
    : std::integral_constant<bool, std::is_pointer<C>::value ? std::is_integral<T>::value && sizeof(T) == 8
                                                             : std::is_integral<C>::value && std::is_integral<T>::value && sizeof(T) == sizeof(C)> {};
template <class T, class P> struct Fits<DllArray<T>, P *>
    : std::integral_constant<bool, std::is_void<std::remove_const_t<P>>::value ||
                                       sizeof(T) == sizeof(std::conditional_t<std::is_void<std::remove_const_t<P>>::value, char, P>)> {};
template <class T, class P> struct Fits<DllReference<T>, P *> : Fits<DllArray<T>, P *> {};

template <class C, class T> C crossing(T &value) {
    if constexpr (std::is_pointer<C>::value && std::is_integral<T>::value) return reinterpret_cast<C>(static_cast<intptr_t>(value));
    else return static_cast<C>(value);
}

void beforeDll(const char *name);
void afterDll(const char *name, intptr_t first, long long result);

template <class R, class... M> struct Dll {
    template <class CR, class... C, class... A> static R call(const char *name, CR (*function)(C...), A &&...args) {
        static_assert(sizeof...(M) == sizeof...(C), "wrong DLL signature: number of parameters");
        static_assert((Fits<M, C>::value && ...), "wrong DLL signature: parameter type");
        static_assert(std::is_void<R>::value ? std::is_void<CR>::value : Fits<DllScalar<R>, CR>::value, "wrong DLL signature: result type");
        beforeDll(name);
        intptr_t first = 0;
        int n = 0;
        ((n++ == 0 ? first = firstOf(args) : 0), ...);
        auto result = function(argument<M, C>(args)...);
        R answer = reinterpretResult(result);
        afterDll(name, first, static_cast<long long>(answer));
        return answer;
    }

private:
    template <class T> static intptr_t firstOf(const T &v) {
        if constexpr (std::is_integral<T>::value) return static_cast<intptr_t>(v);
        else return 0;
    }
    template <class Marker, class C, class T> static C argument(T &&value) { return Argument<Marker, C>::of(value); }
    template <class Marker, class C> struct Argument;
    template <class T, class C> struct Argument<DllScalar<T>, C> { static C of(T value) { return crossing<C>(value); } };
    template <class T, class C> struct Argument<DllArray<T>, C> {
        static C of(const Array<T> &a) { return (C)const_cast<T *>(a.data()); }
    };
    template <class T, class C> struct Argument<DllReference<T>, C> { static C of(T &value) { return (C)&value; } };
    template <class T> static R reinterpretResult(T result) {
        if constexpr (std::is_pointer<T>::value) return static_cast<R>(reinterpret_cast<intptr_t>(result));
        else return static_cast<R>(result);
    }
};

// ---- inputs: the default, unless the command line says --input NAME=VALUE

const char *inputText(const char *name);
template <class T> T Input(const char *name, T otherwise) {
    const char *text = inputText(name);
    if (!text) return otherwise;
    if constexpr (std::is_same<T, String>::value) return utf16(text);
    else if constexpr (std::is_same<T, bool>::value) return std::strcmp(text, "true") == 0;
    else if constexpr (std::is_floating_point<T>::value) return static_cast<T>(std::strtod(text, nullptr));
    else return static_cast<T>(std::strtoll(text, nullptr, 10));
}

} // namespace mql

#include "mql5_names.h"

namespace mql {

// ---- arrays and numbers

constexpr int WHOLE_ARRAY = -1;
constexpr uint CP_UTF8 = 65001;
constexpr int INVALID_HANDLE = -1;

template <class T> int ArraySize(const Array<T> &a) { return static_cast<int>(a.size()); }
template <class T> int ArrayResize(Array<T> &a, int size, int reserve = 0) {
    if (reserve > 0) a.reserve(((size / reserve) + 1) * static_cast<long long>(reserve));
    return a.resize(size);
}
template <class T> int ArrayCopy(Array<T> &to, const Array<T> &from, int toStart = 0, int fromStart = 0, int count = WHOLE_ARRAY) {
    if (count < 0 || fromStart + static_cast<long long>(count) > from.size()) count = static_cast<int>(from.size()) - fromStart;
    if (count <= 0) return 0;
    if (to.size() < toStart + static_cast<long long>(count) && to.resize(toStart + count) < 0) return 0;
    for (int i = 0; i < count; i++) to[toStart + i] = from[fromStart + i];
    return count;
}
template <class T, class V> int ArrayInitialize(Array<T> &a, V value) {
    for (long long i = 0; i < a.size(); i++) a[i] = static_cast<T>(value);
    return ArraySize(a);
}
template <class T> void ZeroMemory(T &value) { value = T(); }

template <class A, class B> std::common_type_t<A, B> MathMin(A a, B b) { return a < b ? a : b; }
template <class A, class B> std::common_type_t<A, B> MathMax(A a, B b) { return a > b ? a : b; }
inline double MathAbs(double v) { return std::fabs(v); }
inline double MathRound(double v) { return std::round(v); }
inline double MathPow(double a, double b) { return std::pow(a, b); }
inline bool MathIsValidNumber(double v) { return std::isfinite(v); }
double NormalizeDouble(double value, int digits);
int MathRand();

// ---- text

inline int StringLen(const String &s) { return static_cast<int>(s.units().size()); }
ushort StringGetCharacter(const String &s, int position);
int StringFind(const String &s, const String &what, int from = 0);
String StringSubstr(const String &s, int from, int count = -1);
int StringReplace(String &s, const String &what, const String &with);
int StringSplit(const String &s, ushort separator, Array<String> &parts);
int StringTrimLeft(String &s);
int StringTrimRight(String &s);
String ShortToString(ushort unit);
String IntegerToString(long long number, int length = 0, ushort fill = u' ');
String DoubleToString(double number, int digits = 8);
double StringToDouble(const String &s);
long long StringToInteger(const String &s);
int StringToCharArray(const String &s, Array<uchar> &bytes, int start = 0, int count = -1, uint codepage = 0);
String CharArrayToString(const Array<uchar> &bytes, int start = 0, int count = -1, uint codepage = 0);

// ---- time, files, terminal

ulong GetTickCount64();
uint GetTickCount();
ulong GetMicrosecondCount();
datetime TimeGMT();
datetime TimeLocal();
datetime TimeCurrent();
datetime TimeTradeServer();
bool TimeToStruct(datetime time, MqlDateTime &parts);
void Sleep(int milliseconds);
bool IsStopped();
int GetLastError();
void ResetLastError();
bool EventSetMillisecondTimer(int milliseconds);
void EventKillTimer();
void ExpertRemove();

int FileOpen(const String &name, int flags, short delimiter = '\t', uint codepage = 0);
void FileClose(int handle);
void FileFlush(int handle);
ulong FileSize(int handle);
ulong FileTell(int handle);
bool FileSeek(int handle, long long offset, ENUM_FILE_POSITION origin);
bool FileIsExist(const String &name, int flags = 0);
bool FileDelete(const String &name, int flags = 0);
bool FileMove(const String &from, int fromFlags, const String &to, int toFlags);
bool FolderCreate(const String &name, int flags = 0);
uint FileReadArray(int handle, Array<uchar> &bytes, int start = 0, int count = WHOLE_ARRAY);
uint FileWriteArray(int handle, const Array<uchar> &bytes, int start = 0, int count = WHOLE_ARRAY);

bool GlobalVariableCheck(const String &name);
double GlobalVariableGet(const String &name);
datetime GlobalVariableSet(const String &name, double value);
bool GlobalVariableDel(const String &name);
void GlobalVariablesFlush();

int WebRequest(const String &method, const String &url, const String &headers, int timeoutMs, const Array<uchar> &data,
               Array<uchar> &result, String &resultHeaders);

long long TerminalInfoInteger(ENUM_TERMINAL_INFO_INTEGER what);
String TerminalInfoString(ENUM_TERMINAL_INFO_STRING what);
long long MQLInfoInteger(ENUM_MQL_INFO_INTEGER what);
String MQLInfoString(ENUM_MQL_INFO_STRING what);

// ---- account, symbols, trading

double AccountInfoDouble(ENUM_ACCOUNT_INFO_DOUBLE what);
long long AccountInfoInteger(ENUM_ACCOUNT_INFO_INTEGER what);
String AccountInfoString(ENUM_ACCOUNT_INFO_STRING what);

int SymbolsTotal(bool selected);
String SymbolName(int n, bool selected);
bool SymbolSelect(const String &name, bool select);
double SymbolInfoDouble(const String &name, ENUM_SYMBOL_INFO_DOUBLE what);
long long SymbolInfoInteger(const String &name, ENUM_SYMBOL_INFO_INTEGER what);
String SymbolInfoString(const String &name, ENUM_SYMBOL_INFO_STRING what);
bool SymbolInfoTick(const String &name, MqlTick &tick);
bool SymbolInfoSessionTrade(const String &name, ENUM_DAY_OF_WEEK day, uint n, datetime &from, datetime &to);
int CopyTicks(const String &name, Array<MqlTick> &ticks, uint flags = COPY_TICKS_ALL, ulong from = 0, uint count = 0);
bool MarketBookAdd(const String &name);
bool MarketBookGet(const String &name, Array<MqlBookInfo> &levels);
bool MarketBookRelease(const String &name);

bool OrderCheck(const MqlTradeRequest &request, MqlTradeCheckResult &result);
bool OrderSend(const MqlTradeRequest &request, MqlTradeResult &result);
bool OrderSendAsync(const MqlTradeRequest &request, MqlTradeResult &result);

int PositionsTotal();
ulong PositionGetTicket(int n);
bool PositionSelectByTicket(ulong ticket);
double PositionGetDouble(ENUM_POSITION_PROPERTY_DOUBLE what);
long long PositionGetInteger(ENUM_POSITION_PROPERTY_INTEGER what);
String PositionGetString(ENUM_POSITION_PROPERTY_STRING what);

int OrdersTotal();
ulong OrderGetTicket(int n);
bool OrderSelect(ulong ticket);
double OrderGetDouble(ENUM_ORDER_PROPERTY_DOUBLE what);
long long OrderGetInteger(ENUM_ORDER_PROPERTY_INTEGER what);
String OrderGetString(ENUM_ORDER_PROPERTY_STRING what);

bool HistorySelect(datetime from, datetime to);
bool HistoryOrderSelect(ulong ticket);
int HistoryOrdersTotal();
ulong HistoryOrderGetTicket(int n);
double HistoryOrderGetDouble(ulong ticket, ENUM_ORDER_PROPERTY_DOUBLE what);
long long HistoryOrderGetInteger(ulong ticket, ENUM_ORDER_PROPERTY_INTEGER what);
String HistoryOrderGetString(ulong ticket, ENUM_ORDER_PROPERTY_STRING what);
bool HistoryDealSelect(ulong ticket);
int HistoryDealsTotal();
ulong HistoryDealGetTicket(int n);
double HistoryDealGetDouble(ulong ticket, ENUM_DEAL_PROPERTY_DOUBLE what);
long long HistoryDealGetInteger(ulong ticket, ENUM_DEAL_PROPERTY_INTEGER what);
String HistoryDealGetString(ulong ticket, ENUM_DEAL_PROPERTY_STRING what);

// What the translated program offers; null where it defines no such handler.
struct Handlers {
    int (*OnInit)() = nullptr;
    void (*OnDeinit)(const int) = nullptr;
    void (*OnTimer)() = nullptr;
    void (*OnTick)() = nullptr;
    void (*OnTradeTransaction)(const MqlTradeTransaction &, const MqlTradeRequest &, const MqlTradeResult &) = nullptr;
    void (*OnBookEvent)(const String &) = nullptr;
};
Handlers handlers();

} // namespace mql
