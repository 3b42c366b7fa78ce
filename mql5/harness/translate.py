#!/usr/bin/env python3
"""Translates one MQL5 program into C++17 for the emulated terminal, line by line.

usage: translate.py INCLUDE_FOLDER FILE.mq5 OUT.cpp
"""

import re
import sys

from mql5_source import SourceError, imports, load

HANDLERS = ("OnInit", "OnDeinit", "OnTimer", "OnTick", "OnTradeTransaction", "OnBookEvent")
NOT_TYPES = {"return", "else", "case", "delete", "new", "do", "goto", "in"}


def text_literal(text):
    return f"mql::String(u{text})"


def directive(token):
    """Preprocessor lines both compilers know; texts in a #define become strings."""
    if token.text.startswith(("#property", "#include", "#import")):
        return ""
    if token.text.startswith("#define"):
        kept = re.match(r'(?:"(?:[^"\\]|\\.)*"|(?!//).)*', token.text).group()
        return re.sub(r'"(?:[^"\\]|\\.)*"', lambda m: text_literal(m.group()), kept)
    return token.text


def parameter(words):
    """The C++ parameter and the kind the ABI check knows it by."""
    kind = next(w for w in words if w != "const")
    if "[" in words:
        return f"{'const ' if 'const' in words else ''}mql::Array<{kind}> &", f"mql::DllArray<{kind}>"
    if "&" in words:
        return f"{kind} &", f"mql::DllReference<{kind}>"
    return kind, f"mql::DllScalar<{kind}>"


def dll_wrapper(function):
    parameters = [parameter(p) for p in function.parameters]
    declared = ", ".join(f"{p[0]} a{n}" for n, p in enumerate(parameters))
    names = "".join(f", a{n}" for n in range(len(parameters)))
    kinds = "".join(f", {p[1]}" for p in parameters)
    return (f'#line {function.token.line} "{function.token.path}"\n'
            f"inline {function.result} {function.name}({declared}) {{ return mql::Dll<{function.result}{kinds}>"
            f'::call("{function.name}", &::{function.name}{names}); }}\n')


class Translator:
    def __init__(self, path, include_folder):
        self.tokens = load(path, include_folder)
        self.imports, self.inside_imports = imports(self.tokens)
        for index, token in enumerate(self.tokens):
            if index in self.inside_imports and token.kind != "newline":
                token.out = ""
        self.code = [t for i, t in enumerate(self.tokens)
                     if i not in self.inside_imports and t.kind not in ("comment", "space", "newline", "directive")]

    def at(self, index):
        return self.code[index] if 0 <= index < len(self.code) else self.code[-1]

    def run(self):
        self.texts()
        self.inputs()
        self.arrays()
        return self.write()

    def texts(self):
        for index, token in enumerate(self.code):
            if token.kind == "text":
                formatting = self.at(index - 2).is_word("StringFormat", "PrintFormat") and self.at(index - 1).is_mark("(")
                token.out = f"MQL_FORMAT(u{token.text})" if formatting else text_literal(token.text)
            elif token.kind == "char":
                token.out = f"mql::ushort(u{token.text})"

    def inputs(self):
        for index, token in enumerate(self.code):
            if not token.is_word("input", "sinput"):
                continue
            kind, name = self.at(index + 1), self.at(index + 2)
            if kind.is_word("group"):
                token.out = kind.out = name.out = ""
                continue
            end = index + 3
            while not self.at(end).is_mark(";"):
                end += 1
            token.out = "static const"
            equals = self.at(index + 3)
            equals.out = f'=mql::Input<{kind.text}>("{name.text}",'
            self.at(end).out = ");"

    def arrays(self):
        """`T name[]` and `T &name[]` become Array<T>, `T name[N]` one of fixed size."""
        for index, token in enumerate(self.code):
            if not token.is_mark("["):
                continue
            name, before = self.at(index - 1), self.at(index - 2)
            reference = before.is_mark("&") and self.at(index + 1).is_mark("]")
            kind = self.at(index - 3) if reference else before
            if not (name.is_word() and kind.is_word() and kind.text not in NOT_TYPES):
                continue
            kind.out = f"mql::Array<{kind.text}>"
            closing = index + 1
            while not self.at(closing).is_mark("]"):
                closing += 1
            if closing == index + 1:
                token.out = self.at(closing).out = ""
            else:
                token.out, self.at(closing).out = "{mql::Fixed(", ")}"

    def write(self):
        out = ['#include <zmq.h>\n#include "mql5.h"\nnamespace mql {\nnamespace ea {\n']
        out += [dll_wrapper(i) for i in self.imports]
        path, line = None, 0
        for token in self.tokens:
            if (token.path, token.line) != (path, line):
                if not (token.path == path and token.line == line + 1):
                    out.append(f'\n#line {token.line} "{token.path}"\n')
                path, line = token.path, token.line
            if token.kind == "comment":
                out.append("\n" * token.text.count("\n"))
                line += token.text.count("\n")
            elif token.out is not None:
                out.append(token.out)
            elif token.kind == "directive":
                out.append(directive(token))
            else:
                out.append(token.text)
        out.append("\n}\nHandlers handlers() {\n    Handlers h;\n")
        defined = {b.text for a, b in zip(self.code, self.code[1:]) if a.is_word("void", "int")}
        out += [f"    h.{name} = &ea::{name};\n" for name in HANDLERS if name in defined]
        out.append("    return h;\n}\n}\n")
        return "".join(out)


def main():
    translated = Translator(sys.argv[2], sys.argv[1]).run()
    with open(sys.argv[3], "w", encoding="utf-8") as target:
        target.write(translated)


if __name__ == "__main__":
    try:
        main()
    except SourceError as error:
        sys.exit(f"error: {error}")
