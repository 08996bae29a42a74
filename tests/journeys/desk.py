"""A desk in the browser: what a person clicks and types is counted against the budgets."""

import re


class Desk:
    """One role at its own page.

    Every action of the person goes through :meth:`click`, :meth:`type` and :meth:`scan`, which count; looking
    (:meth:`see`) is free.

    :param page: Playwright page, logged in or public
    :param artifact: maker of the path of a kept picture
    """

    def __init__(self, page, artifact):
        self.page, self.artifact = page, artifact
        self.pending = set()
        page.on("request", self._asked)
        page.on("requestfinished", self._answered)
        page.on("requestfailed", self._answered)
        self.start()

    def _asked(self, request):
        if request.resource_type in ("fetch", "xhr", "document"):
            self.pending.add(request)

    def _answered(self, request):
        self.pending.discard(request)

    def start(self):
        """Begin to count a task."""
        self.clicks = self.fields = 0
        return self

    def within(self, clicks, fields=0):
        """Fail when the task since :meth:`start` cost more than its budget."""
        assert self.clicks <= clicks, f"{self.clicks} clicks, at most {clicks}"
        assert self.fields <= fields, f"{self.fields} fields typed, at most {fields}"

    def click(self, selector, **options):
        """One click or tap."""
        self.page.locator(selector).first.click(**options)
        self.clicks += 1
        self.settle()

    def type(self, selector, text):
        """One field filled by keyboard."""
        box = self.page.locator(selector).first
        box.click()
        box.fill(text)
        box.press("Tab")
        self.fields += 1
        self.settle()

    def scan(self, selector, text):
        """What a scanner sends: the text and Enter, no click."""
        box = self.page.locator(selector).first
        box.fill(text)
        box.press("Enter")
        self.settle()

    def settle(self):
        """Wait until the server has answered everything; no refusal may be on the screen."""
        quiet = 0
        for _tenth in range(300):
            self.page.wait_for_timeout(100)
            quiet = 0 if self.pending else quiet + 1
            if quiet == 2:
                break
        refusal = self.page.query_selector(".o_error_dialog, .modal:has(.o_dialog_warning)")
        assert not refusal, refusal.inner_text()

    def see(self, selector, timeout=15000):
        """Wait for something to appear; its text."""
        found = self.page.locator(selector).first
        found.wait_for(timeout=timeout)
        return found.inner_text()

    def draw(self, selector):
        """Draw a signature with one stroke; counted as the signature, not as clicks."""
        box = self.page.locator(selector).first
        box.scroll_into_view_if_needed()
        area = box.bounding_box()
        mouse = self.page.mouse
        mouse.move(area["x"] + area["width"] * 0.2, area["y"] + area["height"] * 0.6)
        mouse.down()
        for share in (0.35, 0.5, 0.65, 0.8):
            mouse.move(
                area["x"] + area["width"] * share,
                area["y"] + area["height"] * (0.3 if share in (0.35, 0.65) else 0.7),
                steps=3,
            )
        mouse.up()

    def ask(self, model, method, *args):
        """A public method of the server with this person's own rights, as a screen would ask it."""
        answer = self.page.request.post(
            f"/web/dataset/call_kw/{model}/{method}",
            data={"params": {"model": model, "method": method, "args": list(args), "kwargs": {}}},
        ).json()
        assert "result" in answer, answer
        return answer["result"]

    def picture(self, name):
        """Keep a picture of the screen; no English words of ours may be left on it."""
        self.page.screenshot(path=self.artifact(f"journey-{name}.png"))

    def words_left_in_english(self, selector="body"):
        """English words on the screen besides numbers, codes and brand names."""
        text = self.page.inner_text(selector)
        return re.findall(r"\b(?:The|Order|Save|Cancel|New|Open|Edit|Stage|Waiting|Done)\b", text)
