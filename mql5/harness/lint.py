#!/usr/bin/env python3
"""Refuses MQL5 sources that g++ would take and MetaEditor would not, or that would break in the terminal.

usage: lint.py INCLUDE_FOLDER FILE.mq5...
"""

import sys

from mql5_source import SourceError, code, imports, load

# Words of C++ that MQL5 does not have, or that this code base does without.
FOREIGN_WORDS = {
    "auto", "nullptr", "constexpr", "decltype", "namespace", "using", "unsigned", "signed", "noexcept", "try", "catch", "throw",
    "static_cast", "dynamic_cast", "reinterpret_cast", "const_cast", "typedef", "union", "goto", "mutable", "volatile", "friend",
    "static_assert", "thread_local", "alignas", "alignof", "typename", "template", "size_t", "int8_t", "int16_t", "int32_t",
    "int64_t", "uint8_t", "uint16_t", "uint32_t", "uint64_t", "char16_t", "char32_t", "wchar_t", "std", "this", "new", "delete",
    "and", "or", "not", "xor", "explicit", "export", "co_await", "requires", "concept", "inline", "wchar", "va_list", "register",
}

BASIC_TYPES = {"void", "bool", "char", "uchar", "short", "ushort", "int", "uint", "long", "ulong", "float", "double", "string",
               "datetime", "color"}

# What a DLL parameter may be: scalars of a fixed size, arrays of bytes or ints, and one number by reference.
DLL_SCALARS = {"int", "uint", "long", "ulong", "uchar", "char", "short", "ushort", "double", "float"}
DLL_ARRAYS = {"uchar", "char", "int", "uint"}

# The functions of MQL5 the emulated terminal offers, with the least and the largest number of arguments.
FUNCTIONS = {
    "AccountInfoDouble": (1, 1), "AccountInfoInteger": (1, 1), "AccountInfoString": (1, 1), "ArrayCopy": (2, 5),
    "ArrayInitialize": (2, 2), "ArrayResize": (2, 3), "ArraySize": (1, 1), "CharArrayToString": (1, 4), "CopyTicks": (2, 5),
    "DoubleToString": (1, 2), "EventKillTimer": (0, 0), "EventSetMillisecondTimer": (1, 1), "ExpertRemove": (0, 0),
    "FileClose": (1, 1), "FileDelete": (1, 2), "FileFlush": (1, 1), "FileIsExist": (1, 2), "FileMove": (4, 4), "FileOpen": (2, 4),
    "FileReadArray": (2, 4), "FileSeek": (3, 3), "FileSize": (1, 1), "FileTell": (1, 1), "FileWriteArray": (2, 4),
    "FolderCreate": (1, 2), "GetLastError": (0, 0), "GetMicrosecondCount": (0, 0), "GetTickCount": (0, 0), "GetTickCount64": (0, 0),
    "GlobalVariableCheck": (1, 1), "GlobalVariableDel": (1, 1), "GlobalVariableGet": (1, 1), "GlobalVariableSet": (2, 2),
    "GlobalVariablesFlush": (0, 0), "HistoryDealGetDouble": (2, 2), "HistoryDealGetInteger": (2, 2), "HistoryDealGetString": (2, 2),
    "HistoryDealGetTicket": (1, 1), "HistoryDealSelect": (1, 1), "HistoryDealsTotal": (0, 0), "HistoryOrderGetDouble": (2, 2),
    "HistoryOrderGetInteger": (2, 2), "HistoryOrderGetString": (2, 2), "HistoryOrderGetTicket": (1, 1), "HistoryOrderSelect": (1, 1),
    "HistoryOrdersTotal": (0, 0), "HistorySelect": (2, 2), "IntegerToString": (1, 3), "IsStopped": (0, 0), "MarketBookAdd": (1, 1),
    "MarketBookGet": (2, 2), "MarketBookRelease": (1, 1), "MathAbs": (1, 1), "MathIsValidNumber": (1, 1), "MathMax": (2, 2),
    "MathMin": (2, 2), "MathPow": (2, 2), "MathRand": (0, 0), "MathRound": (1, 1), "MQLInfoInteger": (1, 1), "MQLInfoString": (1, 1),
    "NormalizeDouble": (2, 2), "OrderCheck": (2, 2), "OrderGetDouble": (1, 1), "OrderGetInteger": (1, 1), "OrderGetString": (1, 1),
    "OrderGetTicket": (1, 1), "OrderSelect": (1, 1), "OrderSend": (2, 2), "OrderSendAsync": (2, 2), "OrdersTotal": (0, 0),
    "PositionGetDouble": (1, 1), "PositionGetInteger": (1, 1), "PositionGetString": (1, 1), "PositionGetTicket": (1, 1),
    "PositionSelectByTicket": (1, 1), "PositionsTotal": (0, 0), "Print": (1, 64), "PrintFormat": (1, 64), "ResetLastError": (0, 0),
    "ShortToString": (1, 1), "Sleep": (1, 1), "StringFind": (2, 3), "StringFormat": (1, 64), "StringGetCharacter": (2, 2),
    "StringLen": (1, 1), "StringReplace": (3, 3), "StringSplit": (3, 3), "StringSubstr": (2, 3), "StringToCharArray": (2, 5),
    "StringToDouble": (1, 1), "StringToInteger": (1, 1), "StringTrimLeft": (1, 1), "StringTrimRight": (1, 1), "SymbolInfoDouble": (2, 2),
    "SymbolInfoInteger": (2, 2), "SymbolInfoSessionTrade": (5, 5), "SymbolInfoString": (2, 2), "SymbolInfoTick": (2, 2),
    "SymbolName": (2, 2), "SymbolSelect": (2, 2), "SymbolsTotal": (1, 1), "TerminalInfoInteger": (1, 1), "TerminalInfoString": (1, 1),
    "TimeCurrent": (0, 1), "TimeGMT": (0, 1), "TimeLocal": (0, 1), "TimeToStruct": (2, 2), "TimeTradeServer": (0, 1),
    "WebRequest": (7, 9), "ZeroMemory": (1, 1), "Alert": (1, 64),
}

CONTROL_WORDS = {"if", "for", "while", "switch", "return", "sizeof", "do", "else", "case"}
MAX_NAME = 63


class Lint:
    def __init__(self, path, include_folder):
        self.tokens = load(path, include_folder)
        self.imports, inside = imports(self.tokens)
        self.code = [t for i, t in enumerate(self.tokens)
                     if i not in inside and t.kind not in ("comment", "space", "newline", "directive")]
        self.findings = []
        self.constants = {t.text.split()[1] for t in self.tokens if t.kind == "directive" and t.text.startswith("#define")}
        self.types = {b.text for a, b in zip(self.code, self.code[1:]) if a.is_word("struct", "class", "enum") and b.is_word()}
        self.records = {b.text for a, b in zip(self.code, self.code[1:]) if a.is_word("struct", "class") and b.is_word()}
        self.inputs = set()
        self.functions = set(FUNCTIONS) | {i.name for i in self.imports} | self.types | BASIC_TYPES

    def find(self, token, what):
        self.findings.append(f"{token.place()}: {what}")

    def run(self):
        self.directives()
        self.dll_declarations()
        self.declarations()
        self.words()
        self.patterns()
        self.scopes()
        self.calls()
        return self.findings

    def at(self, index):
        return self.code[index] if 0 <= index < len(self.code) else self.code[-1]

    def directives(self):
        known = ("#include", "#property", "#define", "#undef", "#ifdef", "#ifndef", "#else", "#endif", "#import", "#resource")
        for token in self.tokens:
            if token.kind == "directive" and not token.text.startswith(known):
                self.find(token, f"MQL5 has no {token.text.split()[0]}")

    def dll_declarations(self):
        for function in self.imports:
            if function.library != "libzmq.dll":
                self.find(function.token, f"{function.library} is not part of this program")
            if function.result not in DLL_SCALARS and function.result != "void":
                self.find(function.token, f"{function.name} returns {function.result} from a DLL")
            for parameter in function.parameters:
                words = [w for w in parameter if w != "const"]
                is_array, is_reference = "[" in words, "&" in words
                allowed = DLL_ARRAYS if is_array else DLL_SCALARS
                if words[0] == "string":
                    self.find(function.token, f"{function.name}: a string given to a DLL arrives as UTF-16; pass a uchar array")
                elif words[0] not in allowed:
                    self.find(function.token, f"{function.name}: {' '.join(parameter)} cannot be given to a DLL")
                elif is_reference and not is_array and words[0] not in ("int", "uint", "long", "ulong"):
                    self.find(function.token, f"{function.name}: {' '.join(parameter)} cannot be given to a DLL by reference")

    def is_type(self, token):
        return token.is_word() and (token.text in BASIC_TYPES or token.text in self.types or token.text.startswith(("Mql", "ENUM_")))

    def declarations(self):
        """Names of functions and inputs."""
        for index, token in enumerate(self.code):
            following = self.at(index + 1)
            if self.is_type(token) and following.is_word() and self.at(index + 2).is_mark("("):
                self.functions.add(following.text)
            if token.is_word("input", "sinput") and not following.is_word("group"):
                self.inputs.add(self.at(index + 2).text)

    def words(self):
        for index, token in enumerate(self.code):
            if token.kind == "word" and token.text in FOREIGN_WORDS:
                self.find(token, f"'{token.text}' is not used in MQL5 here")
            if token.kind == "word" and len(token.text) > MAX_NAME:
                self.find(token, f"a name has at most {MAX_NAME} characters")
            if token.kind == "number" and not token.text.lower().startswith("0x") and token.text[-1] in "uUlL":
                self.find(token, f"MQL5 has no suffix in {token.text}")
            if token.kind == "number" and token.text.lower().startswith("0b"):
                self.find(token, "MQL5 has no binary numbers here")
            if token.kind == "text" and self.at(index + 1).kind == "text":
                self.find(token, "two texts beside each other; join them with +")
            if token.kind == "word" and token.text in self.inputs and self.at(index + 1).kind == "mark":
                declared = self.at(index - 2).is_word("input", "sinput")
                changed = self.at(index + 1).text in ("=", "+=", "-=", "*=", "/=", "++", "--", "|=", "&=", "^=", "%=")
                if (changed and not declared) or self.at(index - 1).text in ("++", "--"):
                    self.find(token, f"input {token.text} cannot be written to")

    def patterns(self):
        for index, token in enumerate(self.code):
            before, after, later = self.at(index - 1), self.at(index + 1), self.at(index + 2)
            if token.is_mark("->"):
                self.find(token, "MQL5 has no ->")
            if token.is_mark("::") and before.is_word():
                self.find(token, "methods are written inside their class here")
            if token.is_mark("[") and (after.is_mark("]") or after.text in ("&", "=")) and (
                    self.at(index + 2).is_mark("(") or self.at(index + 3).is_mark("(")) and before.kind == "mark":
                self.find(token, "MQL5 has no lambdas")
            if token.is_word("string") and before.is_mark("(") and after.is_mark(")"):
                self.find(token, "numbers are turned into text by IntegerToString and DoubleToString")
            if self.is_type(token) and after.is_mark("*") and later.is_word():
                self.find(token, "no pointers here")
            if self.is_type(token) and after.is_word() and later.is_mark("{"):
                self.find(token, f"MQL5 has no initialisation of {after.text} by braces")
            if self.is_type(token) and after.is_word() and later.is_mark("["):
                self.array_declaration(index)
            if token.is_word("for") and after.is_mark("("):
                self.range_for(index + 1)
            if token.is_word("StringFormat", "PrintFormat") and after.is_mark("(") and later.kind != "text":
                self.find(token, "the format must be a literal, so that it can be checked")

    def array_declaration(self, index):
        closing = index + 3
        while not self.at(closing).is_mark("]"):
            closing += 1
        size = [t for t in self.code[index + 3:closing]]
        if any(t.kind == "word" and t.text not in self.constants for t in size):
            self.find(self.at(index), "an array's size must be a number or a #define")
        if self.at(closing + 1).is_mark("["):
            self.find(self.at(index), "no arrays of arrays here")
        if self.at(closing + 1).is_mark(",") and not self.inside_parameters(index):
            self.find(self.at(index), "one declaration for each array")

    def inside_parameters(self, index):
        depth = 0
        for token in reversed(self.code[:index]):
            if token.is_mark(")"):
                depth += 1
            if token.is_mark("("):
                depth -= 1
                if depth < 0:
                    return True
            if token.text in (";", "{", "}"):
                return False
        return False

    def range_for(self, opening):
        depth, questions = 0, 0
        for token in self.code[opening:]:
            depth += token.is_mark("(") - token.is_mark(")")
            questions += token.is_mark("?")
            if token.is_mark(":"):
                if questions == 0:
                    self.find(token, "MQL5 has no range-for")
                questions -= 1
            if token.is_mark(";") or depth == 0:
                return

    def scopes(self):
        """What may stand directly in a class, and what may not stand in a function."""
        stack, opener = [], None
        for index, token in enumerate(self.code):
            if token.is_word("class", "struct", "enum") and self.at(index + 1).is_word():
                opener = token.text
                if "function" in stack:
                    self.find(token, f"a {token.text} inside a function")
            if token.is_mark(";") and opener and not stack:
                opener = None
            if token.is_mark("{"):
                if opener:
                    stack.append(opener)
                    opener = None
                else:
                    stack.append("function")
            elif token.is_mark("}"):
                if stack:
                    stack.pop()
            here = stack[-1] if stack else "file"
            if here in ("class", "struct") and token.is_mark("=") and not self.inside_parameters(index) and not self.at(index - 1).is_word("operator"):
                self.find(token, "MQL5 has no initialisers inside a class")
            if here == "function" and self.is_type(token) and self.at(index + 1).is_mark("&") and self.at(index + 3).is_mark("="):
                self.find(token, "MQL5 has no local references")
            if here in ("file", "class", "struct") and token.text in self.records and self.inside_parameters(index):
                if self.at(index + 1).is_word() and not self.at(index + 2).is_mark("["):
                    self.find(token, f"{token.text} {self.at(index + 1).text} must be passed by reference")

    def calls(self):
        for index, token in enumerate(self.code):
            if not token.is_word() or token.text in CONTROL_WORDS or not self.at(index + 1).is_mark("("):
                continue
            if self.at(index - 1).is_mark(".") or self.is_type(self.at(index - 1)):
                continue
            if token.text not in self.functions and token.text not in self.constants:
                self.find(token, f"{token.text} is neither defined here nor offered by the emulated terminal")
            elif token.text in FUNCTIONS:
                least, most = FUNCTIONS[token.text]
                count = self.arguments(index + 1)
                if not least <= count <= most:
                    self.find(token, f"{token.text} takes {least} to {most} arguments, not {count}")

    def arguments(self, opening):
        depth, commas, empty = 0, 0, True
        for token in self.code[opening:]:
            if token.text in ("(", "[", "{") and token.kind == "mark":
                depth += 1
                if depth == 1:
                    continue
            if token.text in (")", "]", "}") and token.kind == "mark":
                depth -= 1
                if depth == 0:
                    return 0 if empty else commas + 1
            empty = False
            if token.is_mark(",") and depth == 1:
                commas += 1
        return commas + 1


def main():
    findings = []
    for path in sys.argv[2:]:
        findings += Lint(path, sys.argv[1]).run()
    for finding in sorted(set(findings)):
        print(f"error: {finding}")
    return 1 if findings else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SourceError as error:
        sys.exit(f"error: {error}")
