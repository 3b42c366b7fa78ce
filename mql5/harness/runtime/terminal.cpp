#include "terminal.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iostream>
#include <sstream>

namespace harness {

Options options;
std::unique_ptr<TradeServer> server;
CrashPlan crashPlan;

namespace {

enum class EventKind { tick, notice };
struct Event {
    EventKind kind;
    Notice notice;
};

std::mutex queueMutex;
std::condition_variable queueChanged;
std::deque<Event> queue;
bool tickQueued = false;
std::atomic<bool> stopping{false};
std::atomic<bool> programStopped{false};
int timerPeriodMs = 0;
long long timerDueUs = 0;
int lastError = 0;
bool initialised = false;
std::vector<std::string> bound;
long long startUs = monotonicUs();

// Timers of Windows fire on a grid.
long long onGrid(long long us) {
    long long step = static_cast<long long>(options.timerMs * 1000);
    return step <= 0 ? us : (us + step - 1) / step * step;
}

} // namespace

void setError(int code) { lastError = code; }

void stopProgram() {
    stopping = true;
    programStopped = true;
    queueChanged.notify_all();
}

void postNotice(const Notice &notice) {
    std::lock_guard<std::mutex> lock(queueMutex);
    queue.push_back({EventKind::notice, notice});
    queueChanged.notify_all();
}

// The terminal queues one tick event at a time; what came meanwhile is read by CopyTicks.
void postTick(const std::string &symbol) {
    std::lock_guard<std::mutex> lock(queueMutex);
    if (symbol != options.chartSymbol || tickQueued) return;
    tickQueued = true;
    queue.push_back({EventKind::tick, Notice()});
    queueChanged.notify_all();
}

std::string boundEndpoint(size_t n) { return n < bound.size() ? bound[n] : ""; }

int runProgram() {
    mql::Handlers program = mql::handlers();
    initialised = true;
    int result = program.OnInit ? program.OnInit() : 0;
    if (result != 0) {
        if (program.OnDeinit) program.OnDeinit(8);
        return result;
    }
    std::cout << "ready rep=" << boundEndpoint(0) << " pub=" << boundEndpoint(1) << " control=" << controlEndpoint() << std::endl;
    pid_t parent = getppid();
    while (!stopping) {
        if (options.dieWithParent && getppid() != parent) break;
        std::deque<Event> events;
        bool timer = false;
        {
            std::unique_lock<std::mutex> lock(queueMutex);
            if (queue.empty()) {
                if (timerPeriodMs > 0) {
                    long long now = monotonicUs();
                    if (timerDueUs > now) queueChanged.wait_for(lock, std::chrono::microseconds(timerDueUs - now));
                } else {
                    queueChanged.wait_for(lock, std::chrono::milliseconds(50));
                }
            }
            events.swap(queue);
            timer = timerPeriodMs > 0 && monotonicUs() >= timerDueUs;
        }
        for (const Event &event : events) {
            if (stopping) break;
            if (event.kind == EventKind::tick) {
                {
                    std::lock_guard<std::mutex> lock(queueMutex);
                    tickQueued = false;
                }
                if (program.OnTick) program.OnTick();
            } else if (program.OnTradeTransaction) {
                program.OnTradeTransaction(event.notice.transaction, event.notice.request, event.notice.result);
            }
        }
        if (timer && !stopping) {
            timerDueUs = onGrid(timerDueUs + timerPeriodMs * 1000LL);
            if (timerDueUs <= monotonicUs()) timerDueUs = onGrid(monotonicUs() + 1);
            if (program.OnTimer) program.OnTimer();
        }
    }
    if (program.OnDeinit) program.OnDeinit(1);
    mql::GlobalVariablesFlush();
    return 0;
}

} // namespace harness

namespace mql {

using namespace harness;

void critical(const char *what) {
    std::cerr << "critical error: " << what << std::endl;
    std::fflush(nullptr);
    std::abort();
}

// ---- DLL border

void beforeDll(const char *name) {
    if (!initialised) critical("a DLL was called before OnInit");
    if (crashPlan.beforeReply && std::strcmp(name, "zmq_send") == 0) std::raise(SIGKILL);
}

void afterDll(const char *name, intptr_t first, long long result) {
    if (result != 0 || std::strcmp(name, "zmq_bind") != 0) return;
    char endpoint[256];
    size_t length = sizeof endpoint;
    if (zmq_getsockopt(reinterpret_cast<void *>(first), ZMQ_LAST_ENDPOINT, endpoint, &length) == 0 && std::strncmp(endpoint, "inproc", 6) != 0)
        bound.push_back(endpoint);
}

// Inputs are read while the program's globals are built, before main: straight from the command line.
const char *inputText(const char *name) {
    static std::vector<std::string> arguments = [] {
        std::ifstream file("/proc/self/cmdline", std::ios::binary);
        std::vector<std::string> all;
        for (std::string one; std::getline(file, one, '\0');) all.push_back(one);
        return all;
    }();
    static std::vector<std::string> kept;
    kept.reserve(1000);
    const char *found = nullptr;
    for (size_t i = 0; i + 1 < arguments.size(); i++) {
        std::string setting;
        if (arguments[i] == "--input") setting = arguments[i + 1];
        if (arguments[i] == "--rep") setting = "RepEndpoint=" + arguments[i + 1];
        if (arguments[i] == "--pub") setting = "PubEndpoint=" + arguments[i + 1];
        size_t equals = setting.find('=');
        if (equals == std::string::npos || setting.substr(0, equals) != name) continue;
        kept.push_back(setting.substr(equals + 1));
        found = kept.back().c_str();
    }
    return found;
}

// ---- text

std::string utf8(const String &text) {
    std::string out;
    const std::u16string &u = text.units();
    for (size_t i = 0; i < u.size(); i++) {
        uint32_t c = u[i];
        if (c >= 0xD800 && c < 0xDC00 && i + 1 < u.size() && u[i + 1] >= 0xDC00 && u[i + 1] < 0xE000)
            c = 0x10000 + ((c - 0xD800) << 10) + (u[++i] - 0xDC00);
        else if (c >= 0xD800 && c < 0xE000)
            c = 0xFFFD;
        if (c < 0x80) out += static_cast<char>(c);
        else if (c < 0x800) { out += static_cast<char>(0xC0 | c >> 6); out += static_cast<char>(0x80 | (c & 63)); }
        else if (c < 0x10000) {
            out += static_cast<char>(0xE0 | c >> 12);
            out += static_cast<char>(0x80 | (c >> 6 & 63));
            out += static_cast<char>(0x80 | (c & 63));
        } else {
            out += static_cast<char>(0xF0 | c >> 18);
            out += static_cast<char>(0x80 | (c >> 12 & 63));
            out += static_cast<char>(0x80 | (c >> 6 & 63));
            out += static_cast<char>(0x80 | (c & 63));
        }
    }
    return out;
}

String utf16(const std::string &text) {
    std::u16string out;
    for (size_t i = 0; i < text.size();) {
        unsigned char c = static_cast<unsigned char>(text[i]);
        int length = c < 0x80 ? 1 : c >= 0xF0 && c < 0xF5 ? 4 : c >= 0xE0 && c < 0xF0 ? 3 : c >= 0xC2 && c < 0xE0 ? 2 : 0;
        uint32_t code = length == 1 ? c : length == 2 ? c & 31 : length == 3 ? c & 15 : c & 7;
        bool valid = length > 0 && i + length <= text.size();
        for (int k = 1; valid && k < length; k++) {
            unsigned char next = static_cast<unsigned char>(text[i + k]);
            valid = (next & 0xC0) == 0x80;
            code = code << 6 | (next & 63);
        }
        if (!valid) { out += u'\xFFFD'; i++; continue; }
        if (code >= 0x10000) {
            out += static_cast<char16_t>(0xD800 + ((code - 0x10000) >> 10));
            out += static_cast<char16_t>(0xDC00 + ((code - 0x10000) & 0x3FF));
        } else {
            out += static_cast<char16_t>(code);
        }
        i += length;
    }
    return String(out);
}

ushort StringGetCharacter(const String &s, int position) {
    if (position < 0 || position >= StringLen(s)) { setError(5040); return 0; }
    return s.units()[position];
}

int StringFind(const String &s, const String &what, int from) {
    if (from < 0) from = 0;
    size_t at = s.units().find(what.units(), from);
    return at == std::u16string::npos ? -1 : static_cast<int>(at);
}

String StringSubstr(const String &s, int from, int count) {
    if (from < 0 || from >= StringLen(s)) return String();
    return String(s.units().substr(from, count < 0 ? std::u16string::npos : count));
}

int StringReplace(String &s, const String &what, const String &with) {
    int replaced = 0;
    if (StringLen(what) == 0) return -1;
    for (size_t at = 0; (at = s.units().find(what.units(), at)) != std::u16string::npos; at += with.units().size(), replaced++)
        s.units().replace(at, what.units().size(), with.units());
    return replaced;
}

int StringSplit(const String &s, ushort separator, Array<String> &parts) {
    parts.resize(0);
    int count = 0;
    if (StringLen(s) == 0) return 0;
    const std::u16string &u = s.units();
    for (size_t at = 0, end; at <= u.size(); at = end + 1) {
        end = std::min(u.find(static_cast<char16_t>(separator), at), u.size());
        parts.resize(++count);
        parts[count - 1] = String(u.substr(at, end - at));
    }
    return count;
}

int StringTrimLeft(String &s) {
    size_t n = 0;
    while (n < s.units().size() && (s.units()[n] == u' ' || s.units()[n] == u'\t' || s.units()[n] == u'\r' || s.units()[n] == u'\n')) n++;
    s.units().erase(0, n);
    return static_cast<int>(n);
}

int StringTrimRight(String &s) {
    size_t n = 0;
    auto &u = s.units();
    while (n < u.size() && (u[u.size() - 1 - n] == u' ' || u[u.size() - 1 - n] == u'\t' || u[u.size() - 1 - n] == u'\r' || u[u.size() - 1 - n] == u'\n')) n++;
    u.erase(u.size() - n);
    return static_cast<int>(n);
}

String ShortToString(ushort unit) { return String(std::u16string(1, static_cast<char16_t>(unit))); }

String IntegerToString(long long number, int length, ushort fill) {
    String text = utf16(std::to_string(number));
    while (StringLen(text) < length) text = ShortToString(fill) + text;
    return text;
}

String DoubleToString(double number, int digits) {
    char buffer[400];
    std::snprintf(buffer, sizeof buffer, "%.*f", std::min(std::max(digits, 0), 16), number);
    return utf16(buffer);
}

double StringToDouble(const String &s) { return std::strtod(utf8(s).c_str(), nullptr); }
long long StringToInteger(const String &s) { return std::strtoll(utf8(s).c_str(), nullptr, 10); }

// With count -1 the terminating zero is copied and counted, as in the terminal.
int StringToCharArray(const String &s, Array<uchar> &bytes, int start, int count, uint codepage) {
    if (codepage != CP_UTF8) critical("text crosses as UTF-8 only");
    std::string text = utf8(s);
    text.push_back('\0');
    size_t wanted = count < 0 ? text.size() : std::min<size_t>(count, text.size());
    if (bytes.size() < static_cast<long long>(start + wanted) && bytes.resize(start + wanted) < 0) return 0;
    for (size_t i = 0; i < wanted; i++) bytes[start + i] = static_cast<uchar>(text[i]);
    return static_cast<int>(wanted);
}

String CharArrayToString(const Array<uchar> &bytes, int start, int count, uint codepage) {
    if (codepage != CP_UTF8) critical("text crosses as UTF-8 only");
    std::string text;
    for (long long i = start; i < bytes.size() && (count < 0 || i < start + static_cast<long long>(count)); i++) {
        if (bytes[i] == 0) break;
        text += static_cast<char>(bytes[i]);
    }
    return utf16(text);
}

String formatValues(const char16_t *format, const std::vector<Value> &values) {
    std::string f = utf8(String(format)), out;
    size_t used = 0;
    for (size_t i = 0; i < f.size(); i++) {
        if (f[i] != '%') { out += f[i]; continue; }
        if (f[i + 1] == '%') { out += '%'; i++; continue; }
        std::string spec = "%";
        while (std::strchr("-+ 0#123456789.", f[++i])) spec += f[i];
        if (f.compare(i, 3, "I64") == 0) i += 3;
        else if (f.compare(i, 2, "ll") == 0) i += 2;
        const Value &value = values[used++];
        char buffer[512];
        switch (f[i]) {
        case 's': out += utf8(value.text); break;
        case 'c': out += utf8(ShortToString(static_cast<ushort>(value.integer))); break;
        case 'f': case 'g': case 'G': case 'e':
            std::snprintf(buffer, sizeof buffer, (spec + f[i]).c_str(), value.real);
            out += buffer;
            break;
        default: {
            long long number = value.integer;
            if (value.kind == Kind::integer32 && f[i] != 'd' && f[i] != 'i') number &= 0xFFFFFFFFLL;
            std::snprintf(buffer, sizeof buffer, (spec + "ll" + f[i]).c_str(), number);
            out += buffer;
        }
        }
    }
    return utf16(out);
}

void printValues(const std::vector<Value> &values) {
    std::ostringstream out;
    for (const Value &value : values) {
        if (value.kind == Kind::text) out << utf8(value.text);
        else if (value.kind == Kind::real) out << value.real;
        else out << value.integer;
    }
    std::cerr << out.str() << std::endl;
}

double NormalizeDouble(double value, int digits) {
    double scale = std::pow(10.0, digits);
    return std::round(value * scale) / scale;
}

int MathRand() {
    static std::mt19937 random(options.server.seed);
    return static_cast<int>(random() & 0x7FFF);
}

// ---- time

ulong GetMicrosecondCount() { return static_cast<ulong>(monotonicUs() - startUs); }
// As coarse as on Windows.
ulong GetTickCount64() {
    double step = options.timerMs > 0 ? options.timerMs : 1;
    return static_cast<ulong>(std::floor(static_cast<double>(monotonicUs()) / 1000 / step) * step);
}
uint GetTickCount() { return static_cast<uint>(GetTickCount64()); }
datetime TimeGMT() { return std::time(nullptr); }
datetime TimeLocal() { return std::time(nullptr); }
datetime TimeTradeServer() { return server->serverMs() / 1000; }
datetime TimeCurrent() {
    std::lock_guard<std::mutex> lock(server->mutex);
    const auto &ticks = server->symbols[options.chartSymbol].ticks;
    return ticks.empty() ? 0 : ticks.back().time;
}
bool TimeToStruct(datetime time, MqlDateTime &parts) {
    std::time_t t = time;
    std::tm tm{};
    gmtime_r(&t, &tm);
    parts.year = tm.tm_year + 1900;
    parts.mon = tm.tm_mon + 1;
    parts.day = tm.tm_mday;
    parts.hour = tm.tm_hour;
    parts.min = tm.tm_min;
    parts.sec = tm.tm_sec;
    parts.day_of_week = tm.tm_wday;
    parts.day_of_year = tm.tm_yday;
    return true;
}
void Sleep(int milliseconds) { usleep(static_cast<useconds_t>(milliseconds) * 1000); }
bool IsStopped() { return programStopped; }
int GetLastError() { return lastError; }
void ResetLastError() { lastError = 0; }
bool EventSetMillisecondTimer(int milliseconds) {
    if (milliseconds < 1) return false;
    timerPeriodMs = milliseconds;
    timerDueUs = onGrid(monotonicUs() + milliseconds * 1000LL);
    return true;
}
void EventKillTimer() { timerPeriodMs = 0; }
void ExpertRemove() { stopProgram(); }

// ---- files: below DATA/files or DATA/common; buffered in this process until flushed, so that a kill loses what was not

namespace {

std::map<int, std::FILE *> files;
int nextHandle = 1;

std::string filePath(const String &name, int flags) {
    std::string path = utf8(name);
    for (char &c : path)
        if (c == '\\') c = '/';
    if (path.empty() || path[0] == '/' || path.find("..") != std::string::npos) return "";
    return options.server.data + (flags & FILE_COMMON ? "/common/" : "/files/") + path;
}

void makeFolders(const std::string &path) {
    for (size_t at = path.find('/', 1); at != std::string::npos; at = path.find('/', at + 1)) mkdir(path.substr(0, at).c_str(), 0755);
}

} // namespace

int FileOpen(const String &name, int flags, short, uint) {
    std::string path = filePath(name, flags);
    if (path.empty()) { setError(5002); return INVALID_HANDLE; }
    makeFolders(path);
    std::FILE *file = nullptr;
    if ((flags & FILE_READ) && (flags & FILE_WRITE)) {
        file = std::fopen(path.c_str(), "r+b");
        if (!file) file = std::fopen(path.c_str(), "w+b");
    } else {
        file = std::fopen(path.c_str(), flags & FILE_WRITE ? "wb" : "rb");
    }
    if (!file) { setError(5004); return INVALID_HANDLE; }
    std::setvbuf(file, nullptr, _IOFBF, 1 << 20);
    files[nextHandle] = file;
    return nextHandle++;
}
void FileClose(int handle) {
    auto found = files.find(handle);
    if (found == files.end()) { setError(5008); return; }
    std::fclose(found->second);
    files.erase(found);
}
void FileFlush(int handle) {
    auto found = files.find(handle);
    if (found == files.end()) { setError(5008); return; }
    std::fflush(found->second);
    if (crashPlan.flushes > 0 && --crashPlan.flushes == 0) std::raise(SIGKILL);
}
ulong FileSize(int handle) {
    auto found = files.find(handle);
    if (found == files.end()) { setError(5008); return 0; }
    long at = std::ftell(found->second);
    std::fseek(found->second, 0, 2);
    long size = std::ftell(found->second);
    std::fseek(found->second, at, 0);
    return static_cast<ulong>(size);
}
ulong FileTell(int handle) { return files.count(handle) ? static_cast<ulong>(std::ftell(files[handle])) : 0; }
bool FileSeek(int handle, long long offset, ENUM_FILE_POSITION origin) {
    return files.count(handle) && std::fseek(files[handle], static_cast<long>(offset), static_cast<int>(origin)) == 0;
}
bool FileIsExist(const String &name, int flags) { return access(filePath(name, flags).c_str(), F_OK) == 0; }
bool FileDelete(const String &name, int flags) { return unlink(filePath(name, flags).c_str()) == 0; }
bool FileMove(const String &from, int fromFlags, const String &to, int toFlags) {
    std::string target = filePath(to, toFlags);
    if (!(toFlags & FILE_REWRITE) && access(target.c_str(), F_OK) == 0) { setError(5019); return false; }
    makeFolders(target);
    return std::rename(filePath(from, fromFlags).c_str(), target.c_str()) == 0;
}
bool FolderCreate(const String &name, int flags) {
    std::string path = filePath(name, flags);
    if (path.empty()) return false;
    makeFolders(path + "/");
    return true;
}
uint FileReadArray(int handle, Array<uchar> &bytes, int start, int count) {
    if (!files.count(handle)) { setError(5008); return 0; }
    if (count < 0) count = static_cast<int>(FileSize(handle) - FileTell(handle));
    if (bytes.size() < static_cast<long long>(start) + count && bytes.resize(start + count) < 0) return 0;
    return count == 0 ? 0 : static_cast<uint>(std::fread(&bytes[start], 1, count, files[handle]));
}
uint FileWriteArray(int handle, const Array<uchar> &bytes, int start, int count) {
    if (!files.count(handle)) { setError(5008); return 0; }
    if (count < 0) count = static_cast<int>(bytes.size()) - start;
    if (count == 0) return 0;
    if (crashPlan.diskFull) { setError(5015); return 0; }
    if (start < 0 || start + static_cast<long long>(count) > bytes.size()) critical("array out of range in FileWriteArray");
    if (crashPlan.diskTorn) {
        setError(5015);
        return static_cast<uint>(std::fwrite(&bytes[start], 1, count / 2, files[handle]));
    }
    return static_cast<uint>(std::fwrite(&bytes[start], 1, count, files[handle]));
}

// ---- global variables of the terminal: on disk when flushed or stopped properly

namespace {

std::map<std::string, double> &variables() {
    static std::map<std::string, double> all = [] {
        std::map<std::string, double> read;
        std::ifstream file(options.server.data + "/variables.tsv");
        std::string name;
        double value;
        while (std::getline(file, name, '\t') && file >> value && file.ignore()) read[name] = value;
        return read;
    }();
    return all;
}

} // namespace

bool GlobalVariableCheck(const String &name) { return variables().count(utf8(name)) > 0; }
double GlobalVariableGet(const String &name) { return GlobalVariableCheck(name) ? variables()[utf8(name)] : 0; }
datetime GlobalVariableSet(const String &name, double value) {
    variables()[utf8(name)] = value;
    return TimeLocal();
}
bool GlobalVariableDel(const String &name) { return variables().erase(utf8(name)) > 0; }
void GlobalVariablesFlush() {
    std::string path = options.server.data + "/variables.tsv";
    {
        std::ofstream file(path + ".new");
        file.precision(17);
        for (const auto &v : variables()) file << v.first << '\t' << v.second << '\n';
    }
    std::rename((path + ".new").c_str(), path.c_str());
}

// ---- WebRequest: plain HTTP, to the addresses the terminal's options allow

int WebRequest(const String &method, const String &url, const String &headers, int timeoutMs, const Array<uchar> &data, Array<uchar> &result,
               String &resultHeaders) {
    std::string address = utf8(url);
    if (options.allowedUrl.empty() || address.compare(0, options.allowedUrl.size(), options.allowedUrl) != 0) { setError(4014); return -1; }
    if (address.compare(0, 7, "http://") != 0) { setError(5200); return -1; }
    std::string host = address.substr(7), path = "/", port = "80";
    size_t slash = host.find('/');
    if (slash != std::string::npos) { path = host.substr(slash); host = host.substr(0, slash); }
    size_t colon = host.find(':');
    if (colon != std::string::npos) { port = host.substr(colon + 1); host = host.substr(0, colon); }
    addrinfo hints{}, *found = nullptr;
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0) { setError(5201); return -1; }
    int s = socket(found->ai_family, found->ai_socktype, 0);
    timeval wait{timeoutMs / 1000, (timeoutMs % 1000) * 1000};
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    setsockopt(s, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
    bool connected = connect(s, found->ai_addr, found->ai_addrlen) == 0;
    freeaddrinfo(found);
    if (!connected) { close(s); setError(5201); return -1; }
    std::string request = utf8(method) + " " + path + " HTTP/1.0\r\nHost: " + host + "\r\nContent-Length: " + std::to_string(data.size()) + "\r\n" + utf8(headers);
    if (request.substr(request.size() - 2) != "\r\n") request += "\r\n";
    request += "\r\n" + std::string(reinterpret_cast<const char *>(data.data()), static_cast<size_t>(data.size()));
    std::string answer;
    if (send(s, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size())) {
        char buffer[4096];
        for (ssize_t n; (n = recv(s, buffer, sizeof buffer, 0)) > 0;) answer.append(buffer, static_cast<size_t>(n));
    }
    close(s);
    size_t body = answer.find("\r\n\r\n");
    if (body == std::string::npos || answer.compare(0, 5, "HTTP/") != 0) { setError(5203); return -1; }
    resultHeaders = utf16(answer.substr(0, body));
    result.resize(static_cast<long long>(answer.size() - body - 4));
    for (size_t i = 0; i < answer.size() - body - 4; i++) result[static_cast<long long>(i)] = static_cast<uchar>(answer[body + 4 + i]);
    return std::atoi(answer.c_str() + answer.find(' '));
}

} // namespace mql
