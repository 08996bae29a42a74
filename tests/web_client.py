"""What the web client asks the server when a person opens a menu, without a browser.

Views are asked for, then rows with the fields the views name, then the first records with the fields of the
form, then an empty form. Each answer is checked apart, so that one refusal does not hide the next.
"""

from ast import literal_eval
from contextlib import contextmanager

from lxml import etree

from odoo.fields import Domain
from odoo.tools.safe_eval import datetime, dateutil, safe_eval, time

LISTS = ("list", "kanban")
ALWAYS = ("1", "True", "true")
# What the client keeps itself and never sends.
LIMIT = 80
OPENED = 2
SHOWN = 180


class WebClient:
    """One person at the screen.

    :param env: environment of that person
    """

    def __init__(self, env):
        self.env = env
        self.failures = []
        self.opened = set()

    def open_everything(self):
        """Open each menu the person sees.

        :return: number of window actions opened
        """
        menus = self.env["ir.ui.menu"].load_menus(False)
        for key, menu in menus.items():
            if key != "root" and menu.get("action_id"):
                self._open_action(menu["action_model"], menu["action_id"], menu["name"])
        return len(self.opened)

    @contextmanager
    def _step(self, *where):
        """Keep an error as a failure of this step and go on."""
        self.env.invalidate_all()
        try:
            with self.env.cr.savepoint():
                yield
        except Exception as error:  # noqa: BLE001 - any error is what we look for
            text = " ".join(str(error).split())[:SHOWN]
            place = " / ".join(map(str, where))
            self.failures.append(f"{place}: {type(error).__name__}: {text}")

    def _open_action(self, model, number, title):
        if (model, number) in self.opened:
            return
        self.opened.add((model, number))
        action = None
        if model == "ir.actions.act_window":
            # The client's controller reads actions with all rights as well.
            action = self.env[model].sudo().browse(number)._get_action_dict()
        elif model == "ir.actions.server":
            with self._step(title, "run"):
                action = self.env[model].browse(number).run()
        if action and action.get("type") == "ir.actions.act_window":
            self._open_window(action, title)

    def _values(self, extra=None):
        """Names that expressions of actions and filters may use."""
        user = self.env.user
        return {
            "uid": user.id,
            "time": time,
            "datetime": datetime,
            "relativedelta": dateutil.relativedelta.relativedelta,
            "context_today": lambda: datetime.date.today(),
            "current_date": str(datetime.date.today()),
            "now": str(datetime.datetime.now()),
            "active_id": False,
            "active_ids": [],
            "allowed_company_ids": user.company_ids.ids,
            "current_company_id": user.company_id.id,
            "company_id": user.company_id.id,
            "companies": _Companies(user),
            "to_utc": lambda moment: moment,
            "context": extra or {},
            **(extra or {}),
        }

    def _eval(self, text, extra=None):
        if not isinstance(text, str):
            return text
        # The client's dates know `to_utc()`; it moves the hour and no more.
        return safe_eval(text.strip().replace(".to_utc()", ""), self._values(extra))

    def _open_window(self, action, title):
        context, domain, answer = {}, [], None
        modes = _views(action)
        search = action.get("search_view_id") or [False]
        with self._step(title, action["res_model"], "views"):
            context = self._eval(action["context"] or "{}") or {}
            domain = self._eval(action["domain"] or "[]", context) or []
            model = self.env[action["res_model"]].with_context(**context)
            answer = model.get_views(
                [*modes, (search[0] if search else False, "search")],
                {"toolbar": True, "load_filters": True, "action_id": action.get("id")},
            )
        if not answer:
            return
        views = {kind: etree.fromstring(view["arch"]) for kind, view in answer["views"].items()}
        fields = {name: info["fields"] for name, info in answer["models"].items()}
        window = _Window(self, title, model, views, fields)
        if action.get("target") == "new" or action.get("res_id"):
            window.open_form(model.browse(action.get("res_id") or []))
            return
        window.search(domain, context)


def _views(action):
    """(number, kind) of the views of an action; made from the modes when a server action left them out."""
    if action.get("views"):
        return [tuple(pair) for pair in action["views"]]
    first = action.get("view_id") or [False]
    kinds = action["view_mode"].split(",")
    return [(first[0], kinds[0]), *((False, kind) for kind in kinds[1:])]


class _Companies:
    """The `companies` of the client's expressions."""

    def __init__(self, user):
        self.active_id = user.company_id.id
        self.active_ids = user.company_ids.ids

    def has(self, *_arguments):
        return False


class _Window:
    """One window action with its views."""

    def __init__(self, client, title, model, views, fields):
        self.client, self.title, self.model = client, title, model
        self.views, self.fields = views, fields

    def _step(self, *where):
        return self.client._step(self.title, self.model._name, *where)

    def search(self, domain, context):
        """Rows of each view, each filter of the search, the first records, an empty form."""
        filters = self._filters(domain, context)
        ids = []
        for kind, arch in self.views.items():
            with self._step(kind):
                ids += self._rows(kind, arch, filters, context)
        if "form" in self.views:
            for number in dict.fromkeys(ids[:OPENED]):
                self.open_form(self.model.browse(number))
            self._open_empty(context)

    def _filters(self, domain, context):
        """Try every filter; the domain with those that are on from the start."""
        result = list(domain)
        for node in self.views["search"].iter("filter"):
            name, text = node.get("name"), node.get("domain")
            if node.get("date") and context.get(f"search_default_{name}"):
                result = list(Domain(result) & self._running_period(node))
            if not text:
                continue
            with self._step("filter", name):
                wanted = self.client._eval(text, context)
                self.model.search_count(wanted, limit=1)
                if context.get(f"search_default_{name}"):
                    result = list(Domain(result) & Domain(wanted))
        return result

    def _running_period(self, node):
        """Domain of a filter by date that is on from the start: the running year, or the running month."""
        today = datetime.date.today()
        first = today.replace(day=1)
        after = first + dateutil.relativedelta.relativedelta(months=1)
        if node.get("default_period") == "year":
            first, after = first.replace(month=1), first.replace(year=first.year + 1, month=1)
        return Domain(node.get("date"), ">=", str(first)) & Domain(
            node.get("date"), "<", str(after)
        )

    def _rows(self, kind, arch, domain, context):
        """What a view shows first; the ids of its rows."""
        if kind in LISTS:
            answer = self.model.web_search_read(
                domain, self._spec(arch, self.model._name), limit=LIMIT
            )
            self._group(arch, domain, context)
            return [row["id"] for row in answer["records"]]
        names = [node.get("name") for node in _own_fields(arch)]
        if kind in ("graph", "pivot"):
            self._figures(arch, domain)
        elif kind == "calendar":
            dates = [arch.get(key) for key in ("date_start", "date_stop", "color", "all_day")]
            self.model.search_read(domain, list({*names, *filter(None, dates)}), limit=LIMIT)
        elif kind == "activity":
            self.model.web_search_read(domain, {name: {} for name in names}, limit=LIMIT)
        return []

    def _group(self, arch, domain, context):
        """Columns of a kanban or groups that are on from the start."""
        names = (arch.get("default_group_by") or "").split(",")[:1]
        names = [name for name in names if name]
        for node in self.views["search"].iter("filter"):
            if node.get("context") and context.get(f"search_default_{node.get('name')}"):
                group = self.client._eval(node.get("context"), context).get("group_by")
                names += [group] if isinstance(group, str) else group or []
        if names:
            self.model.web_read_group(
                domain,
                [self._by_month(names[0])],
                ["__count"],
                auto_unfold=True,
                unfold_read_specification=self._spec(arch, self.model._name),
            )

    def _figures(self, arch, domain):
        """Groups and sums of a graph or a pivot."""
        groups, sums = [], ["__count"]
        for node in _own_fields(arch):
            name = node.get("name")
            field = self.model._fields[name]
            if node.get("type") == "measure":
                sums.append(f"{name}:{field.aggregator or 'sum'}")
            elif node.get("invisible") not in ALWAYS:
                groups.append(self._by_month(name, node.get("interval")))
        self.model.formatted_read_group(domain, groups, sums)

    def _by_month(self, name, interval=None):
        """A field to group by; dates by the month unless the view says otherwise."""
        kind = self.model._fields[name.partition(":")[0]].type
        if kind in ("date", "datetime") and ":" not in name:
            return f"{name}:{interval or 'month'}"
        return name

    def open_form(self, record):
        """One record as its form shows it; a new one if there is none."""
        if not record:
            self._open_empty(self.model.env.context)
            return
        with self._step("form", record.id):
            record.web_read(self._spec(self.views["form"], self.model._name))

    def _open_empty(self, context):
        arch = self.views["form"]
        if arch.get("create") in ("0", "false", "False") or not self.model.has_access("create"):
            return
        if self.views.get("list") is not None and self.views["list"].get("create") in (
            "0",
            "false",
        ):
            return
        with self._step("form", "new"):
            self.model.with_context(**context).onchange({}, [], self._spec(arch, self.model._name))

    def _spec(self, arch, model):
        """What the client asks of a view: the fields it names, down into the tables of a form."""
        spec = {}
        for node in _own_fields(arch):
            name = node.get("name")
            field = (
                self.fields.get(model, {}).get(name)
                or self.model.env[model].fields_get([name])[name]
            )
            kind = field["type"]
            if kind in ("one2many", "many2many"):
                entry = spec.setdefault(name, {"fields": {}, "limit": 40})
                entry["fields"].update(self._table_spec(node, field))
            elif kind in ("many2one", "reference", "many2one_reference"):
                spec[name] = (
                    {} if kind == "many2one_reference" else {"fields": {"display_name": {}}}
                )
            else:
                spec.setdefault(name, {})
        return spec

    def _table_spec(self, node, field):
        """Fields of the rows of a table; all that its list and the form behind it name."""
        tables = [child for child in node if child.tag in (*LISTS, "form")]
        if not tables:
            options = literal_eval(node.get("options") or "{}")
            color = {options["color_field"]: {}} if options.get("color_field") else {}
            # A field that is never shown is asked for its ids only.
            return {} if node.get("invisible") in ALWAYS else {"display_name": {}, **color}
        spec = {}
        for table in tables:
            spec.update(self._spec(table, field["relation"]))
        return spec


def _own_fields(arch):
    """Fields of a view that do not belong to a table within it."""
    for node in arch.iter("field"):
        if not any(parent.tag == "field" for parent in _parents(node, arch)):
            if not any(parent.tag == "groupby" for parent in _parents(node, arch)):
                yield node


def _parents(node, top):
    for parent in node.iterancestors():
        if parent is top:
            return
        yield parent
