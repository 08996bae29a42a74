from decimal import Decimal

from odoo.tests import BaseCase, tagged

from ..tools import amount, cn_id, name, phone, pinyin, plate, vin


@tagged("post_install", "-at_install", "dms")
class TestPlate(BaseCase):
    def test_normalise(self):
        for text in ("粤b·1 2345", "粤B-12345", " 粤B•12345 ", "粤B.12345"):
            self.assertEqual(plate.normalise(text), "粤B12345")
        self.assertEqual(plate.normalise(None), "")

    def test_plates_that_exist(self):
        for text in (
            "粤B12345",  # ordinary
            "京A·8H6K9",
            "粤BD12345",  # new energy, small car
            "粤B12345D",  # new energy, large car
            "沪AGH5678",
            "粤B1234挂",  # trailer
            "粤B1234学",
            "京A1234警",
            "粤Z1234港",
            "粤Z1234澳",
            "沪A1234领",
            "京AX101应急",
            "使014578",  # embassy
            "224578使",
            "WJ京12345",
            "VA12345",
            "粤B1234临",  # temporary
            "粤B12345临",
        ):
            self.assertTrue(plate.is_valid(text), text)

    def test_plates_that_do_not_exist(self):
        for text in (
            "",
            None,
            "粤",
            "粤B1234",  # one short
            "粤B123456",  # eight characters without an energy letter
            "粤BI2345",  # I is not used
            "粤BO2345",
            "粤I12345",
            "粤BDA12345",
            "粤BL12345",  # L is no energy letter
            "BB12345粤",
            "使12345",
            "E12345",
            "12345",
        ):
            self.assertFalse(plate.is_valid(text), text)

    def test_mask(self):
        self.assertEqual(plate.mask("粤B12345"), "粤B·1**45")
        self.assertEqual(plate.mask("粤BD12345"), "粤B·D***45")
        self.assertEqual(plate.mask("粤B1"), "***")
        self.assertEqual(plate.mask(None), "")


@tagged("post_install", "-at_install", "dms")
class TestVin(BaseCase):
    def test_check_digit(self):
        """1M8GDM9AXKP042788, the standard's own example: 351 mod 11 = 10, an X at the ninth place."""
        self.assertTrue(vin.check_digit_ok("1M8GDM9AXKP042788"))
        self.assertTrue(vin.check_digit_ok("1m8gdm9a xkp-042788"))
        self.assertTrue(vin.check_digit_ok("LFV2A21K4B3123456"))
        self.assertTrue(vin.check_digit_ok("LSVAA49J912345678"))

    def test_one_wrong_character(self):
        self.assertFalse(vin.check_digit_ok("LFV2A21K4B3123457"))
        self.assertFalse(vin.check_digit_ok("LSVAA49J912345679"))
        self.assertFalse(vin.check_digit_ok("1M8GDM9A1KP042788"))

    def test_form(self):
        self.assertTrue(vin.is_well_formed("LFV2A21K4B3123456"))
        for text in ("LFV2A21K4B312345O", "LFV2A21K4B312345", "LFV2A21K4B31234567", "", None):
            self.assertFalse(vin.is_well_formed(text), text)
            self.assertFalse(vin.check_digit_ok(text), text)

    def test_decode(self):
        decoded = vin.decode("LFV2A21K4B3123456")
        self.assertEqual(decoded["country"], "China")
        # The tenth character B is 1981 or 2011.
        self.assertIn(2011, decoded["years"])
        self.assertEqual(vin.decode("nonsense"), {})


@tagged("post_install", "-at_install", "dms")
class TestPhone(BaseCase):
    def test_key(self):
        for text in ("138 1234-5678", "+86 13812345678", "008613812345678", "1795113812345678"):
            self.assertEqual(phone.key(text), "13812345678")
        self.assertEqual(phone.key("0755-26000018"), "075526000018")
        self.assertEqual(phone.key("8613812345678"), "13812345678")
        self.assertEqual(phone.key(None), "")

    def test_valid(self):
        for text in (
            "13812345678",
            "+86 199 0000 0000",
            "021-61234567",
            "0755-2600001",
            "400-820-8820",
        ):
            self.assertTrue(phone.is_valid(text), text)
        for text in ("12812345678", "1381234567", "138123456789", "61234567", "", None):
            self.assertFalse(phone.is_valid(text), text)

    def test_mask(self):
        self.assertEqual(phone.mask("13812345678"), "138****5678")
        self.assertEqual(phone.mask("+86 138 1234 5678"), "138****5678")
        self.assertEqual(phone.mask("021-61235678"), "021-****5678")
        self.assertEqual(phone.mask("0755-26000018"), "0755-****0018")
        self.assertEqual(phone.mask("123"), "***")
        self.assertEqual(phone.mask(""), "")


@tagged("post_install", "-at_install", "dms")
class TestIdentity(BaseCase):
    def test_check_character(self):
        """11010519491231002X is the example of GB 11643: the weighted sum is 167, 167 mod 11 = 2, an X."""
        self.assertTrue(cn_id.is_valid("11010519491231002X"))
        self.assertTrue(cn_id.is_valid("11010519491231002x"))
        # The other example of the standard: the sum is 195, 195 mod 11 = 8, a 4.
        self.assertTrue(cn_id.is_valid("440524188001010014"))

    def test_invalid(self):
        for text in (
            "110105194912310021",  # wrong check character
            "11010519490231002X",  # 31 February
            "110105491231002",  # old number of 15 digits
            "1101051949123100２X",
            "",
            None,
        ):
            self.assertFalse(cn_id.is_valid(text), text)

    def test_birth_and_sex(self):
        self.assertEqual(cn_id.birth_date("11010519491231002X").isoformat(), "1949-12-31")
        self.assertEqual(cn_id.sex("11010519491231002X"), "female")
        self.assertEqual(cn_id.sex("440524188001010014"), "male")

    def test_mask(self):
        self.assertEqual(cn_id.mask("11010519491231002X"), "110105********002X")
        self.assertEqual(cn_id.mask("12345"), "*****")


@tagged("post_install", "-at_install", "dms")
class TestAmount(BaseCase):
    def test_vectors(self):
        for value, text in (
            ("0", "零元整"),
            ("0.05", "伍分"),
            ("0.50", "伍角整"),
            ("0.55", "伍角伍分"),
            ("1", "壹元整"),
            ("10", "壹拾元整"),
            ("10.05", "壹拾元零伍分"),
            ("20.50", "贰拾元伍角整"),
            ("105.30", "壹佰零伍元叁角整"),
            ("1005.30", "壹仟零伍元叁角整"),
            ("1010.01", "壹仟零壹拾元零壹分"),
            ("1416", "壹仟肆佰壹拾陆元整"),
            ("10500", "壹万零伍佰元整"),
            ("100000", "壹拾万元整"),
            ("100010", "壹拾万零壹拾元整"),
            ("1000500", "壹佰万零伍佰元整"),
            ("1234567.89", "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"),
            ("100000000", "壹亿元整"),
            ("100000005", "壹亿零伍元整"),
            ("100050000", "壹亿零伍万元整"),
            ("1200000000000", "壹万贰仟亿元整"),
            ("-58.60", "负伍拾捌元陆角整"),
        ):
            self.assertEqual(amount.to_cn_upper(Decimal(value)), text, value)

    def test_floats_are_rounded_to_the_cent(self):
        self.assertEqual(amount.to_cn_upper(0.1 + 0.2), "叁角整")
        self.assertEqual(amount.to_cn_upper(1.005), "壹元零壹分")
        self.assertEqual(amount.to_cn_upper(0.004), "零元整")
        self.assertEqual(amount.to_cn_upper(-0.004), "零元整")


@tagged("post_install", "-at_install", "dms")
class TestNames(BaseCase):
    def test_pinyin(self):
        self.assertEqual(pinyin.initials("任务委托书"), "rwwts")
        self.assertEqual(pinyin.initials("派工单"), "pgd")
        self.assertEqual(pinyin.initials("5S检查表 A"), "5sjcba")
        self.assertEqual(pinyin.full("派工单"), "paigongdan")
        self.assertEqual(pinyin.initials(None), "")

    def test_name_mask(self):
        self.assertEqual(name.mask("王志强"), "王先生/女士")
        self.assertEqual(name.mask("王志强", "先生"), "王先生")
        self.assertEqual(name.mask("深圳市某某物流公司"), "深圳市某***")
        self.assertEqual(name.mask(""), "")
