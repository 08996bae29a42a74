"""A desk in the browser: what a person clicks and types is counted against the budgets."""

import re

PAD = ".modal .o_web_sign_signature, .o_dms_sign_pad canvas, .o_portal_sign_canvas, canvas"


class Desk:
    """One role at its own page.

    Every action of the person goes through :meth:`click`, :meth:`type` and :meth:`scan`, which count; looking
    (:meth:`see`) is free.

    :param page: Playwright page, logged in or public
    :param artifact: maker of the path of a kept picture
    """

    def __init__(self, page, artifact):
        self.page, self.artifact = page, artifact
        self.start()

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
        """Wait until the server has answered."""
        self.page.wait_for_timeout(150)
        self.page.wait_for_load_state("networkidle")
        error = self.page.query_selector(".o_error_dialog, .modal .o_dialog_warning")
        assert not error, error.inner_text()
        warning = self.page.query_selector(
            ".modal-title:text-is('无效操作'), .modal-title:text-is('验证错误')"
        )
        assert not warning, self.page.inner_text(".modal-body")

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

    def picture(self, name):
        """Keep a picture of the screen; no English words of ours may be left on it."""
        self.page.screenshot(path=self.artifact(f"journey-{name}.png"))

    def words_left_in_english(self, selector="body"):
        """English words on the screen besides numbers, codes and brand names."""
        text = self.page.inner_text(selector)
        return re.findall(r"\b(?:The|Order|Save|Cancel|New|Open|Edit|Stage|Waiting|Done)\b", text)
