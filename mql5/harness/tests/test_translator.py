"""The harness refuses what MetaEditor would refuse and what would break in the terminal."""

import glob
import os
import subprocess
import sys
import tempfile
import unittest

HARNESS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
INCLUDE = os.path.join(HARNESS, "..", "Include")

LINTED = {
    "a string to a DLL": ('#import "libzmq.dll"\nint zmq_bind(long socket,string endpoint);\n#import\n', "a string given to a DLL"),
    "a bool array to a DLL": ('#import "libzmq.dll"\nint zmq_bind(long socket,double &endpoint[]);\n#import\n', "cannot be given to a DLL"),
    "a DLL nobody knows": ('#import "evil.dll"\nint run(int x);\n#import\n', "evil.dll"),
    "a write to an input": ("input int Limit=3;\nvoid F(void) { Limit=4; }\n", "input Limit cannot be written to"),
    "an input counted up": ("input int Limit=3;\nvoid F(void) { Limit++; }\n", "input Limit cannot be written to"),
    "an arrow": ("void F(void) { int a=0; a->b(); }\n", "no ->"),
    "auto": ("void F(void) { auto a=0; }\n", "'auto'"),
    "a lambda": ("void F(void) { int a=[](int b) { return(b); }(1); }\n", "no lambdas"),
    "a range-for": ("void F(void) { int a[3]; for(int b : a) Print(b); }\n", "no range-for"),
    "a local reference": ("void F(void) { int a=0; int &b=a; Print(b); }\n", "no local references"),
    "an initialiser in a class": ("class C { int m_a=0; };\n", "no initialisers inside a class"),
    "an object by value": ("struct S { int a; };\nvoid F(S s) { Print(s.a); }\n", "must be passed by reference"),
    "a struct in a function": ("void F(void) { struct S { int a; }; }\n", "inside a function"),
    "a variable array size": ("void F(int n) { int a[n]; }\n", "array's size"),
    "two arrays in one declaration": ("int a[], b[];\n", "one declaration for each array"),
    "unsigned": ("void F(void) { unsigned int a=0; }\n", "'unsigned'"),
    "a number with a suffix": ("void F(void) { ulong a=1ULL; }\n", "no suffix"),
    "the C library": ("void F(void) { printf(\"x\"); }\n", "printf is neither"),
    "the standard library": ("void F(void) { std::abort(); }\n", "'std'"),
    "a pointer": ("class C { };\nC *p;\n", "no pointers"),
    "#if": ("#if 1\n#endif\n", "MQL5 has no #if"),
    "a format in a variable": ("void F(string f) { Print(StringFormat(f,1)); }\n", "must be a literal"),
    "a function with too few arguments": ("void F(void) { Print(StringFind(\"a\")); }\n", "takes 2 to 3"),
    "a text as a number": ("void F(int n) { Print((string)n); }\n", "IntegerToString"),
    "braces for initialisation": ("void F(void) { int a{3}; }\n", "by braces"),
}

COMPILED = {
    "wrong DLL signature: result": ('#import "libzmq.dll"\nint zmq_ctx_new(void);\n#import\n', "wrong DLL signature"),
    "wrong DLL signature: size": ('#import "libzmq.dll"\nint zmq_send(long s,const uchar &d[],int length,int flags);\n#import\n', "wrong DLL signature"),
    "wrong DLL signature: handle": ('#import "libzmq.dll"\nint zmq_close(int socket);\n#import\n', "wrong DLL signature"),
    "wrong DLL signature: count": ('#import "libzmq.dll"\nint zmq_bind(long socket);\n#import\n', "wrong DLL signature"),
    "wrong DLL signature: array": ('#import "libzmq.dll"\nint zmq_bind(long socket,const int &endpoint[]);\n#import\n', "wrong DLL signature"),
    "wrong format: %d for 64 bits": ('void F(ulong t) { Print(StringFormat("%d",t)); }\n', "wrong format specifier"),
    "wrong format: %s for a number": ('void F(int t) { Print(StringFormat("%s",t)); }\n', "wrong format specifier"),
    "wrong format: too few": ('void F(void) { Print(StringFormat("%d")); }\n', "wrong format specifier"),
    "wrong format: too many": ('void F(void) { Print(StringFormat("%d",1,2)); }\n', "wrong format specifier"),
    "text plus number": ('void F(int n) { Print("a"+n); }\n', "no match for"),
    "an int as an enumeration": ("void F(int n) { ENUM_ORDER_TYPE t=n; Print((int)t); }\n", "invalid conversion"),
}

RUN = {
    "an index past the end": ("int OnInit(void) { int a[3]; int i=ArraySize(a); a[i]=1; return(0); }\n", "array out of range"),
    "an index before the start": ("int OnInit(void) { int a[]; ArrayResize(a,2); int i=-1; Print(a[i]); return(0); }\n", "array out of range"),
    "a DLL called by a global": ('#include <Interlock/Zmq.mqh>\nlong g_context=zmq_ctx_new();\nint OnInit(void) { return(0); }\n', "before OnInit"),
}


class TranslatorTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def source(self, text):
        path = os.path.join(self.folder, "program.mq5")
        with open(path, "w") as file:
            file.write(text)
        return path

    def tool(self, name, *arguments):
        return subprocess.run([sys.executable, os.path.join(HARNESS, name), INCLUDE, *arguments], capture_output=True, text=True, timeout=30)

    def compile(self, text, *options):
        path = self.source(text)
        self.assertEqual(0, self.tool("lint.py", path).returncode)
        target = os.path.join(self.folder, "program.cpp")
        self.assertEqual(0, self.tool("translate.py", path, target).returncode)
        return subprocess.run(["g++", "-std=c++17", "-I" + os.path.join(HARNESS, "runtime"), *options, target], capture_output=True, text=True,
                              timeout=60, cwd=self.folder)

    def test_lint_refuses(self):
        for name, (text, finding) in LINTED.items():
            with self.subTest(name):
                result = self.tool("lint.py", self.source(text))
                self.assertEqual(1, result.returncode)
                self.assertIn(finding, result.stdout)
                self.assertIn("program.mq5:", result.stdout)

    def test_the_compiler_refuses(self):
        for name, (text, finding) in COMPILED.items():
            with self.subTest(name):
                result = self.compile(text, "-fsyntax-only", "-O0")
                self.assertNotEqual(0, result.returncode)
                self.assertIn(finding, result.stderr)
                self.assertIn("program.mq5", result.stderr)

    def test_the_running_program_is_stopped(self):
        build = os.path.join(HARNESS, "build", "release")
        runtime = glob.glob(os.path.join(build, "*.o"))
        for name, (text, finding) in RUN.items():
            with self.subTest(name):
                result = self.compile(text, "-O0", *runtime, "-lzmq", "-pthread", "-o", "program")
                self.assertEqual(0, result.returncode, result.stderr)
                ran = subprocess.run(["./program", "--data", "data"], capture_output=True, text=True, timeout=20, cwd=self.folder)
                self.assertEqual(-6, ran.returncode)
                self.assertIn(finding, ran.stderr)

    def test_what_is_allowed_passes(self):
        programs = [os.path.join(HARNESS, "..", "Experts", p) for p in os.listdir(os.path.join(HARNESS, "..", "Experts"))]
        self.assertEqual((0, ""), (lambda r: (r.returncode, r.stdout))(self.tool("lint.py", *programs)))
        text = ('void F(const string s,const uchar &d[],ulong t,long n,double x)\n  {\n   int a[]={1,2,3};\n   string parts[];\n'
                '   Print(StringFormat("%s %I64u %I64d %.5f %d %08x %%",s,t,n,x,a[0],(uint)d[0]),StringSplit(s,\',\',parts));\n  }\n')
        result = self.compile(text, "-fsyntax-only", "-Wall", "-Werror")
        self.assertEqual(0, result.returncode, result.stderr)


if __name__ == "__main__":
    unittest.main()
