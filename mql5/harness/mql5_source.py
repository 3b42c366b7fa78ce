"""Reads MQL5 sources into tokens: the part lint and translator share."""

import os
import re

TOKEN = re.compile(
    r"""
    (?P<comment>//[^\n]*|/\*.*?\*/)
  | (?P<space>[ \t\r]+)
  | (?P<newline>\n)
  | (?P<directive>\#[^\n]*)
  | (?P<text>"(?:[^"\\\n]|\\.)*")
  | (?P<char>'(?:[^'\\\n]|\\.)+')
  | (?P<number>0[xX][0-9a-fA-F]+\w*|(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?\w*)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<mark>->|::|\+\+|--|<<=|>>=|<<|>>|<=|>=|==|!=|&&|\|\||\+=|-=|\*=|/=|%=|&=|\|=|\^=|[-+*/%&|^~!<>=?:;,.(){}\[\]])
    """,
    re.VERBOSE | re.DOTALL,
)


class SourceError(Exception):
    """A source that cannot be read, with its place."""


class Token:
    __slots__ = ("kind", "text", "path", "line", "out")

    def __init__(self, kind, text, path, line):
        self.kind, self.text, self.path, self.line = kind, text, path, line
        self.out = None  # what the translator writes instead

    def is_mark(self, text):
        return self.kind == "mark" and self.text == text

    def is_word(self, *texts):
        return self.kind == "word" and (not texts or self.text in texts)

    def place(self):
        return f"{self.path}:{self.line}"


def tokenize(path):
    with open(path, encoding="utf-8") as source:
        text = source.read()
    tokens, at, line = [], 0, 1
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise SourceError(f"{path}:{line}: cannot read {text[at:at + 20]!r}")
        kind, value = match.lastgroup, match.group()
        tokens.append(Token(kind, value, path, line))
        line += value.count("\n")
        at = match.end()
    return tokens


def load(path, include_folder, seen=None):
    """All tokens of a program, includes expanded where they stand, each file once."""
    seen = set() if seen is None else seen
    tokens = []
    for token in tokenize(path):
        if token.kind == "directive":
            include = re.match(r'#include\s+(?:<([^>]+)>|"([^"]+)")', token.text)
            if include:
                name = include.group(1) or include.group(2)
                folder = include_folder if include.group(1) else os.path.dirname(path)
                other = os.path.normpath(os.path.join(folder, name.replace("\\", "/")))
                if not os.path.exists(other):
                    raise SourceError(f"{token.place()}: no such include {name}")
                if other not in seen:
                    seen.add(other)
                    tokens.extend(load(other, include_folder, seen))
                continue
        tokens.append(token)
    return tokens


def code(tokens):
    """The tokens that mean something to the compiler."""
    return [t for t in tokens if t.kind not in ("comment", "space", "newline", "directive")]


class Import:
    """One function of a DLL as the source declares it."""

    def __init__(self, library, token, result, name, parameters):
        self.library, self.token, self.result, self.name, self.parameters = library, token, result, name, parameters


def imports(tokens):
    """Import declarations, and the indexes of the tokens that make them up."""
    found, inside, library, statement = [], set(), None, []
    for index, token in enumerate(tokens):
        if token.kind == "directive" and token.text.startswith("#import"):
            match = re.match(r'#import\s+"([^"]+)"', token.text)
            library = match.group(1) if match else None
            inside.add(index)
            continue
        if library is None:
            continue
        inside.add(index)
        if token.kind in ("comment", "space", "newline", "directive"):
            continue
        statement.append(token)
        if token.is_mark(";"):
            found.append(_import_of(library, statement))
            statement = []
    return found, inside


def _import_of(library, statement):
    texts = [t.text for t in statement]
    opening, closing = texts.index("("), texts.index(")")
    parameters, current = [], []
    for text in texts[opening + 1:closing] + [","]:
        if text == ",":
            if current and current != ["void"]:
                parameters.append(current)
            current = []
        else:
            current.append(text)
    return Import(library, statement[0], texts[opening - 2], texts[opening - 1], parameters)
