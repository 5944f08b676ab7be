"""What reading a report depends on besides its file: the modules, the codebook and the libraries that reading really uses.

Nothing of it is listed by hand. Starting from the functions that read, every module is searched for what it imports and
for the names of codebook files, except in functions that nothing on the way calls by name: how a report is shown, or
what its other years say, is no part of reading it.
"""

import ast
import hashlib
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path

PACKAGE = "gcir"
# Decorators that leave a function to its callers; any other may have handed it to somebody, who will call it.
_HARMLESS = frozenset(("cache", "lru_cache", "cached_property", "property", "staticmethod", "classmethod", "contextmanager"))


@dataclass(slots=True)
class _Unit:
    """A function, a class or a value of a module: what it refers to, which libraries it imports, what it quotes."""

    name: str
    is_method: bool = False
    refers: set[tuple[str, str]] = field(default_factory=set)  # (name, "") or (name, attribute)
    aliases: dict[str, tuple[str, str]] = field(default_factory=dict)  # an imported name: its (module, name), or (module, "")
    libraries: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Used:
    """What reading uses: modules and codebook files of the package by name, and libraries with what they are installed as."""

    modules: tuple[str, ...]
    codebook: tuple[str, ...]
    libraries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Versions:
    """Fingerprints of the modules and libraries, and of the codebook files."""

    parser: str
    codebook: str


class _Module(ast.NodeVisitor):
    """A module cut into units. Those without a name run when it is imported, or are called by Python itself."""

    def __init__(self, name: str, tree: ast.Module) -> None:
        self.name = name
        self._at = self._top = _Unit("")
        self.units = [self._top]
        self._depth = 0
        self.visit(tree)

    def _unit(self, name: str, *parts: ast.AST, is_method: bool = False) -> None:
        before, self._at = self._at, _Unit(name, is_method)
        self.units.append(self._at)
        for part in parts:
            self.visit(part)
        self._at = before

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if self._at is not self._top and not self._depth:  # a function within a function runs with it
            self.generic_visit(node)
            return
        given_away = {_last_name(d) for d in node.decorator_list} - _HARMLESS
        special = node.name.startswith("__") and node.name.endswith("__")
        depth, self._depth = self._depth, 0
        self._unit("" if given_away or special else node.name, *ast.iter_child_nodes(node), is_method=bool(depth))
        self._depth = depth

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._depth += 1
        self._unit(node.name, *ast.iter_child_nodes(node))
        self._depth -= 1

    def visit_Assign(self, node: ast.Assign) -> None:
        names = [target.id for target in node.targets if isinstance(target, ast.Name)]
        if self._at is not self._top or len(names) != len(node.targets):
            self.generic_visit(node)
        for name in names if self._at is self._top else ():
            self._unit(name, node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if self._at is self._top and isinstance(node.target, ast.Name) and node.value:
            self._unit(node.target.id, node.value)
        elif node.value:
            self.visit(node.value)

    def visit_If(self, node: ast.If) -> None:
        if _last_name(node.test) != "TYPE_CHECKING":
            self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            first, _, rest = alias.name.partition(".")
            if first == PACKAGE and alias.asname:
                self._at.aliases[alias.asname] = (rest, "")
            self._at.libraries |= {first} - {PACKAGE}

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        first, _, rest = (node.module or "").partition(".")
        if first != PACKAGE:
            self._at.libraries.add(first)
            return
        for alias in node.names:
            self._at.aliases[alias.asname or alias.name] = (rest, alias.name) if rest else (alias.name, "")

    def visit_Name(self, node: ast.Name) -> None:
        self._at.refers.add((node.id, ""))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self._at.refers.add((node.value.id if isinstance(node.value, ast.Name) else "", node.attr))
        self.visit(node.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._at.words.add(node.value)

    def resolved(self, unit: _Unit, name: str, attribute: str) -> tuple[str, str]:
        """What a reference means: (module, name); the module is empty where only the name of a method is known."""
        aliases = self._top.aliases | unit.aliases
        module, inside = aliases.get(name, (self.name, name))
        if attribute:
            return (module, attribute) if name in aliases and not inside else ("", attribute)
        return module, inside


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return _last_name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def used(folder: Path, roots: Iterable[tuple[str, str]]) -> Used:
    """What the functions `roots` (module, name) of the package in `folder` use, and all that these use in turn."""
    modules: dict[str, _Module] = {}
    wanted, live = set(roots), list[tuple[_Module, _Unit]]()
    while True:
        for name in {module for module, _ in wanted} - modules.keys():
            path = folder / f"{name}.py"
            if path.is_file():
                modules[name] = _Module(name, ast.parse(path.read_bytes()))
        found = [(m, u) for m in modules.values() for u in m.units if _is_wanted(m.name, u, wanted)]
        if len(found) == len(live):
            break
        live = found
        wanted |= {module.resolved(unit, *reference) for module, unit in live for reference in unit.refers}
    words = set[str]().union(*(unit.words for _, unit in live))
    files = {path.name for path in (folder / "codebook").iterdir() if {path.name, path.name.partition(".")[0]} & words}
    libraries = set[str]().union(*(unit.libraries for _, unit in live)) - sys.stdlib_module_names
    return Used(tuple(sorted(modules)), tuple(sorted(files)), tuple(sorted(_installed(libraries))))


def _is_wanted(module: str, unit: _Unit, wanted: set[tuple[str, str]]) -> bool:
    return not unit.name or (("", unit.name) if unit.is_method else (module, unit.name)) in wanted


def _installed(libraries: set[str]) -> Iterator[str]:
    held = metadata.packages_distributions() if libraries else {}
    for library in libraries:
        yield from held.get(library, ())


def package(folder: Path) -> str:
    """A fingerprint of every module and codebook file of the package."""
    return _of([*folder.glob("*.py"), *(folder / "codebook").iterdir()])


def of(folder: Path, found: Used) -> Versions:
    """The fingerprints of what `used` found."""
    tools = [f"{name} {metadata.version(name)}" for name in found.libraries]
    tools += [sys.implementation.name, str(sys.version_info[:2]), unicodedata.unidata_version]
    parser = _of([folder / f"{name}.py" for name in found.modules], *tools)
    return Versions(parser, _of([folder / "codebook" / name for name in found.codebook]))


def _of(paths: Iterable[Path], *words: str) -> str:
    total = hashlib.sha256("\0".join(words).encode())
    for path in sorted(paths):
        total.update(f"{path.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
