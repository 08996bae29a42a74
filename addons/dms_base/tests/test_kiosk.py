from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.base.tests.common import BaseCommon


def hello(kiosk, employee, name="you"):
    """A method of a fake app."""
    if name == "nobody":
        raise UserError(kiosk.env._("Nobody is refused."))
    return f"{employee.name} greets {name}"


class KioskMixin:
    @classmethod
    def _create_kiosk(cls):
        cls.shop = cls.env.company
        cls.shop.partner_id.lang = "en_US"
        cls.employee = cls.env["hr.employee"].create(
            {"name": "Li Lei", "barcode": "B0815", "pin": "4711", "company_id": cls.shop.id}
        )
        cls.kiosk = cls.env["dms.kiosk"].create({"name": "Bay 1", "app_codes": "fake, checklist"})
        cls.startClassPatcher(
            patch.object(cls.registry["dms.kiosk"], "_kiosk_fake_hello", hello, create=True)
        )
        cls.startClassPatcher(
            patch.object(cls.registry["dms.kiosk"], "_kiosk_other_hello", hello, create=True)
        )


@tagged("post_install", "-at_install", "dms")
class TestKiosk(KioskMixin, BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_kiosk()

    def _key(self):
        return self.kiosk._login("B0815", "4711")["key"]

    def test_login(self):
        answer = self.kiosk._login(" B0815 ", "4711")
        self.assertEqual(answer["employee"], {"id": self.employee.id, "name": "Li Lei"})
        self.assertEqual(answer["apps"], ["fake", "checklist"])

    def test_wrong_badge_or_pin_sound_alike(self):
        wrong = self.kiosk._login("B0815", "1234")
        self.assertEqual(wrong, self.kiosk._login("B9999", "1234"))
        self.assertNotIn("key", wrong)
        for pin in ("", None, "四七一一", 4711.0):
            self.assertIn("error", self.kiosk._login("B0815" if pin else "B0816", pin))

    def test_nobody_without_pin(self):
        self.employee.pin = False
        self.assertIn("error", self.kiosk._login("B0815", ""))
        self.assertIn("error", self.kiosk._login("B0815", False))

    def test_five_wrong_pins_lock_the_badge(self):
        with freeze_time("2031-03-16 08:00:00") as clock:
            for _number in range(5):
                self.assertIn("error", self.kiosk._login("B0815", "0000"))
            with self.assertRaisesRegex(UserError, "ten minutes"):
                self.kiosk._login("B0815", "4711")
            clock.tick(timedelta(minutes=9))
            with self.assertRaises(UserError):
                self.kiosk._login("B0815", "4711")
            clock.tick(timedelta(minutes=2))
            self.assertIn("key", self.kiosk._login("B0815", "4711"))

    def test_right_pin_clears_the_count(self):
        for _round in range(3):
            for _number in range(4):
                self.kiosk._login("B0815", "0000")
            self.assertIn("key", self.kiosk._login("B0815", "4711"))

    def test_other_badges_stay_open(self):
        for _number in range(6):
            self.kiosk._login("B0001", "0000") if _number < 5 else None
        self.assertIn("key", self.kiosk._login("B0815", "4711"))

    def test_call(self):
        answer = self.kiosk._call(self._key(), "fake", "hello", {"name": "Han"})
        self.assertEqual(answer["result"], "Li Lei greets Han")
        self.assertEqual(
            self.kiosk._call(answer["key"], "fake", "hello", None)["result"], "Li Lei greets you"
        )

    def test_only_methods_of_its_apps(self):
        key = self._key()
        for app, method in (
            ("other", "hello"),  # exists, but not on this kiosk
            ("fake", "missing"),
            ("fake", "__class__"),
            ("", "fake_hello"),
            ("checklist", "../hello"),
        ):
            with self.assertRaises(UserError, msg=f"{app} {method}"):
                self.kiosk._call(key, app, method, {})

    def test_wrong_arguments_are_one_sentence(self):
        for kwargs in ({"nonsense": 1}, {"employee": 1}, [1], "x"):
            with self.assertRaisesRegex(UserError, "load it again"):
                self.kiosk._call(self._key(), "fake", "hello", kwargs)

    def test_forged_keys(self):
        key = self._key()
        employee_id, expiry, signature = key.split(".")
        other = self.env["hr.employee"].create({"name": "Other"})
        for forged in (
            None,
            "",
            "1.2",
            "x.y.z",
            f"{other.id}.{expiry}.{signature}",
            f"{employee_id}.{int(expiry) + 900}.{signature}",
            f"{employee_id}.{expiry}.{'0' * 64}",
            f"{employee_id}.{expiry}.{'é' * 64}",
            {"a": 1},
        ):
            with self.assertRaises(UserError, msg=repr(forged)):
                self.kiosk._call(forged, "fake", "hello", {})

    def test_key_of_another_kiosk(self):
        other = self.kiosk.copy({"name": "Bay 2"})
        with self.assertRaises(UserError):
            other._call(self._key(), "fake", "hello", {})

    def test_key_ends(self):
        with freeze_time("2031-03-16 08:00:00") as clock:
            key = self._key()
            clock.tick(timedelta(minutes=9))
            fresh = self.kiosk._call(key, "fake", "hello", {})["key"]
            clock.tick(timedelta(minutes=2))
            with self.assertRaisesRegex(UserError, "over"):
                self.kiosk._call(key, "fake", "hello", {})
            self.kiosk._call(fresh, "fake", "hello", {})

    def test_who_left_is_out_at_once(self):
        key = self._key()
        self.employee.active = False
        with self.assertRaises(UserError):
            self.kiosk._call(key, "fake", "hello", {})
        self.assertIn("error", self.kiosk._login("B0815", "4711"))

    def test_renewed_address_ends_keys(self):
        key, token = self._key(), self.kiosk.token
        self.kiosk.action_renew_token()
        self.assertNotEqual(self.kiosk.token, token)
        self.assertFalse(self.env["dms.kiosk"]._by_token(token))
        with self.assertRaises(UserError):
            self.kiosk._call(key, "fake", "hello", {})

    def test_old_counters_go(self):
        self.kiosk._login("B0001", "0000")
        counters = self.env["dms.kiosk.attempt"]
        self.assertEqual(counters.search_count([("badge", "=", "B0001")]), 1)
        with freeze_time(self.env.cr.now() + timedelta(days=2)):
            counters._gc_attempts()
        self.assertFalse(counters.search_count([("badge", "=", "B0001")]))

    def test_token_is_for_administrators(self):
        advisor = new_test_user(self.env, login="ki_advisor", groups="dms_base.group_dms_advisor")
        kiosk = self.kiosk.with_user(advisor)
        with self.assertRaises(UserError):
            kiosk.read(["token"])
        with self.assertRaises(UserError):
            kiosk.write({"app_codes": "fake"})
        self.assertEqual(kiosk.name, "Bay 1")


@tagged("post_install", "-at_install", "dms")
class TestKioskPages(KioskMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_kiosk()

    def _post(self, path, **params):
        url = f"/dms/kiosk/{self.kiosk.token}/{path}"
        answer = self.url_open(url, json={"jsonrpc": "2.0", "params": params})
        return answer.json()

    def test_page(self):
        page = self.url_open(f"/dms/kiosk/{self.kiosk.token}")
        self.assertEqual(page.status_code, 200)
        self.assertIn("startKiosk", page.text)
        self.assertNotIn("4711", page.text)

    def test_unknown_token(self):
        page = self.url_open("/dms/kiosk/nonsense")
        self.assertEqual(page.status_code, 404)
        self.kiosk.active = False
        self.assertEqual(self.url_open(f"/dms/kiosk/{self.kiosk.token}").status_code, 404)
        self.assertIn("error", self._post("login", badge="B0815", pin="4711")["result"])

    def test_login_and_call(self):
        session = self._post("login", badge="B0815", pin="4711")["result"]
        answer = self._post(
            "call", key=session["key"], app="fake", method="hello", kwargs={"name": "Han"}
        )
        self.assertEqual(answer["result"]["result"], "Li Lei greets Han")
        refused = self._post(
            "call", key=session["key"], app="fake", method="hello", kwargs={"name": "nobody"}
        )
        self.assertEqual(refused["result"], {"error": "Nobody is refused."})

    def test_bad_input_never_breaks(self):
        for badge, pin in ((None, None), ("B0815", "四"), (["x"], {"y": 1}), ("B" * 5000, 1)):
            answer = self._post("login", badge=badge, pin=pin)
            self.assertIn("error", answer["result"], (badge, pin))
        answer = self._post("call", key="x", app=None, method=None, kwargs=7)
        self.assertIn("error", answer["result"])

    def test_failures_are_kept(self):
        """A refusal is an answer, not a rollback: the count of wrong PINs stays."""
        for _number in range(5):
            self._post("login", badge="B0815", pin="0000")
        answer = self._post("login", badge="B0815", pin="4711")
        self.assertIn("ten minutes", answer["result"]["error"])

    def test_screen_in_the_browser(self):
        """Badge, PIN by the pad, the person's apps, back to the badge."""
        code = """
            const wait = async (find) => {
                for (let i = 0; i < 100; i++) {
                    const found = find();
                    if (found) { return found; }
                    await new Promise((done) => setTimeout(done, 50));
                }
                throw new Error("not found: " + find);
            };
            const type = (element, text) => {
                element.value = text;
                element.dispatchEvent(new Event("input"));
            };
            (async () => {
                const badge = await wait(() => document.querySelector(".o_dms_kiosk_badge"));
                type(badge, "B0815");
                badge.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
                await wait(() => document.activeElement.matches(".o_dms_kiosk_pin"));
                const pad = [...document.querySelectorAll(".o_dms_kiosk_pad .btn")];
                for (const digit of "4711") {
                    pad.find((button) => button.textContent === digit).click();
                }
                document.querySelector(".o_dms_kiosk_enter").click();
                await wait(() => document.querySelector(".o_dms_kiosk_person"));
                await wait(() => document.querySelector(".o_dms_kiosk_app"));
                document.querySelector(".o_dms_kiosk_leave").click();
                await wait(() => document.querySelector(".o_dms_kiosk_badge"));
                console.log("test successful");
            })().catch((error) => console.error(error));
        """
        self.browser_js(
            f"/dms/kiosk/{self.kiosk.token}",
            code,
            ready="!!document.querySelector('.o_dms_kiosk_badge')",
            login=None,
        )
