"""Keep the window translatable, scriptable, and its pages strangers to each other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from tests.house.sources import Finding, Source, called_name, last_name

TRANSLATORS = {"tr", "_tr", "translate", "QT_TR_NOOP", "QT_TRANSLATE_NOOP"}
# Qt's extractor sees a method `tr` and `translate` with its context, and no wrapper around them.
UNSEEN_TRANSLATORS = {"tr", "_tr", "_translate"}
SHOWING_CALLS = {
    "QAction", "QCheckBox", "QGroupBox", "QLabel", "QPushButton", "QRadioButton", "addAction", "addItem",
    "addItems", "addMenu", "addRow", "addTab", "insertTab", "setAccessibleDescription", "setAccessibleName",
    "setHeaderLabels", "setHorizontalHeaderLabels", "setItemText", "setLabelText", "setPlaceholderText",
    "setPrefix", "setStatusTip", "setSuffix", "setTabText", "setText", "setTitle", "setToolTip",
    "setWhatsThis", "setWindowTitle", "showMessage",
}  # fmt: skip
SHOWING_KEYWORDS = {
    "accessible_name", "caption", "description", "hint", "label", "message", "placeholder", "text", "title",
    "tool_tip", "tooltip",
}  # fmt: skip
INTERACTIVE = {
    "QCheckBox", "QComboBox", "QDateEdit", "QDateTimeEdit", "QDoubleSpinBox", "QLineEdit", "QListView",
    "QListWidget", "QPlainTextEdit", "QPushButton", "QRadioButton", "QSlider", "QSpinBox", "QTabWidget",
    "QTableView", "QTableWidget", "QTextEdit", "QTimeEdit", "QToolButton", "QTreeView", "QTreeWidget",
}  # fmt: skip
OBJECT_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
PAGE_NAME = re.compile(r"[a-z][a-z0-9_]*")
SHARED_ROOMS = {"common"}
FRAME = {"main_window"}


def untranslated(source: Source) -> Iterator[Finding]:
    """Find shown text that no translator will ever see."""
    for call in source.calls():
        shown = [*call.args] if shows_arguments(call) else []
        shown += [word.value for word in call.keywords if word.arg in SHOWING_KEYWORDS]
        for node in shown:
            for text in literal_texts(node):
                yield source.finding(
                    call, f"{text!r} is shown: wrap it in tr(…) so that it can be translated."
                )
        if called_name(call) in TRANSLATORS and any(isinstance(arg, ast.JoinedStr) for arg in call.args):
            advice = "tr() of an f-string: translate the sentence with {names} in it, then format() it."
            yield source.finding(call, advice)


def unextractable(source: Source) -> Iterator[Finding]:
    """Find translations that the extractor of Qt's tools would not find."""
    for call in source.calls():
        if isinstance(call.func, ast.Name) and call.func.id in UNSEEN_TRANSLATORS:
            advice = (
                f"{call.func.id}() hides its text from pyside6-lupdate: write translate('context', 'text')."
            )
            yield source.finding(call, advice)


def shows_arguments(call: ast.Call) -> bool:
    """Tell whether a call shows its arguments by place, as Qt's own and our themed widgets do."""
    themed = bool(call.args) and last_name(call.args[0]).removeprefix("_") == "theme"
    return called_name(call) in SHOWING_CALLS or (themed and is_widget(call))


def is_widget(call: ast.Call) -> bool:
    """Tell whether a call makes an object, to go by its capital."""
    return called_name(call)[:1].isupper()


def literal_texts(node: ast.expr) -> Iterator[str]:
    """Yield the literal texts with letters that an expression would show as they are."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and re.search(r"[^\W\d_]{2,}", node.value) and not is_name(node.value):
            yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*literal_texts(node.body), *literal_texts(node.orelse))
    elif isinstance(node, ast.BinOp):
        yield from (*literal_texts(node.left), *literal_texts(node.right))
    elif isinstance(node, ast.JoinedStr | ast.BoolOp):
        yield from (text for part in node.values for text in literal_texts(part))
    elif isinstance(node, ast.List | ast.Tuple):
        yield from (text for part in node.elts for text in literal_texts(part))


def is_name(text: str) -> bool:
    """Tell whether a literal is an object name such as `chart.phone`, which nobody reads."""
    return OBJECT_NAME.fullmatch(text) is not None


def named_literals(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Yield every literal given to setObjectName, or to a widget as `name=`."""
    for call in source.calls():
        given = [*call.args[:1]] if called_name(call) == "setObjectName" else []
        given += [word.value for word in call.keywords if word.arg == "name" and is_widget(call)]
        for argument in given:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield call, argument.value


def odd_object_names(source: Source) -> Iterator[Finding]:
    """Find object names that are not `page.widget`, or `page` for a page that names itself."""
    for call, name in named_literals(source):
        names_itself = isinstance(call.func, ast.Attribute) and last_name(call.func.value) == "self"
        if not is_name(name) and not (names_itself and PAGE_NAME.fullmatch(name)):
            yield source.finding(call, f"object name {name!r}: write it as page.widget, in small letters.")


def repeated_object_names(sources: Sequence[Source]) -> Iterator[Finding]:
    """Find object names that two widgets share."""
    seen: dict[str, str] = {}
    for source in sources:
        for call, name in named_literals(source):
            if name in seen:
                yield source.finding(call, f"object name {name!r} is taken at {seen[name]}: choose another.")
            seen.setdefault(name, f"{source.path}:{call.lineno}")


def unnamed_controls(source: Source) -> Iterator[Finding]:
    """Find controls that a test or a script could not find by name."""
    named = {
        ast.dump(call.func.value)
        for call in source.calls()
        if called_name(call) == "setObjectName" and isinstance(call.func, ast.Attribute)
    }
    kept: set[int] = set()
    for node in source.nodes:
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(ast.dump(loaded(target)) in named for target in targets):
                kept.add(id(node.value))
        elif isinstance(node, ast.Call) and names_its_argument(node):
            kept.update(id(argument) for argument in all_arguments(node))
    for call in source.calls():
        if called_name(call) in INTERACTIVE and id(call) not in kept:
            advice = f"a {called_name(call)} without a name: setObjectName('page.widget') where it is made."
            yield source.finding(call, advice)


def loaded(target: ast.expr) -> ast.expr:
    """Return an assignment's target as it looks where it is read."""
    if isinstance(target, ast.Name):
        return ast.Name(target.id, ast.Load())
    if isinstance(target, ast.Attribute):
        return ast.Attribute(target.value, target.attr, ast.Load())
    return target


def names_its_argument(call: ast.Call) -> bool:
    """Tell whether a call is given an object name for the control that it is given too."""
    by_keyword = any(word.arg == "name" for word in call.keywords)
    return by_keyword or any(is_literal_name(argument) for argument in all_arguments(call))


def all_arguments(call: ast.Call) -> list[ast.expr]:
    """Return the arguments of a call, by place and by keyword."""
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def is_literal_name(node: ast.expr) -> bool:
    """Tell whether an argument is a literal object name, or is built as one."""
    if isinstance(node, ast.JoinedStr) and node.values:
        node = node.values[0]
        return isinstance(node, ast.Constant) and re.match(r"[a-z_]+\.", str(node.value)) is not None
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and is_name(node.value)


def page_of(path: str) -> str:
    """Return the page that a file under ui/ belongs to."""
    return path.removeprefix("ccmdesk/ui/").split("/")[0].removesuffix(".py")


def nosy_pages(source: Source) -> Iterator[Finding]:
    """Find pages that import another page."""
    own = page_of(source.path)
    if own in FRAME or source.path.count("/") == 2:
        return  # the modules that lie directly in ui/ put the window together
    for node in source.nodes:
        for module in imported_modules(node):
            parts = module.split(".")
            if parts[:2] == ["ccmdesk", "ui"] and len(parts) > 2 and parts[2] not in {own, *SHARED_ROOMS}:
                advice = f"page {own} imports {module}: pages meet in ui/common and in the change notice."
                yield source.finding(node, advice)


def imported_modules(node: ast.AST) -> list[str]:
    """Return the modules that an import names, with `from a import b` as `a.b`."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def relative_imports(source: Source) -> Iterator[Finding]:
    """Find relative imports, which hide from the reader whose room they reach into."""
    for node in source.nodes:
        if isinstance(node, ast.ImportFrom) and node.level:
            yield source.finding(node, "a relative import: name the whole path, from ccmdesk on.")
