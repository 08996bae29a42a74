"""Seeded makers of Chinese names, phones, plates and VINs with a valid check digit."""

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余"
GIVEN = (
    "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 桂英 建华 文静 志强 海燕 "
    "晓东 国庆 春梅 建平 玉兰 立新 俊杰 雪梅 浩然 子涵 宇轩 佳怡 思远 嘉豪 欣怡"
).split()
FIRMS = "宏达物流 顺捷商贸 华信建材 金桥科技 远航电子 鼎盛餐饮 众诚装饰 蓝天环保".split()
PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
# ISO 3779 / GB 16735: value of a character, and weight of its position (the ninth is the check digit).
VIN_VALUE = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", [*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)], strict=True)
)
VIN_WEIGHT = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def person(rng):
    """A Chinese personal name, e.g. 王志强."""
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


def phone(rng, serial):
    """A mobile number of 11 digits that is unique for `serial` (0…99 999)."""
    return f"13{rng.randint(5, 9)}{rng.randint(100, 999)}{serial:05d}"


def plate(rng, new_energy=False):
    """A plate of Shenzhen: 粤B and five characters, six for a new-energy car (D first)."""
    digits = "".join(str(rng.randint(0, 9)) for _ in range(4))
    if new_energy:
        return f"粤BD{digits}{rng.randint(0, 9)}"
    return f"粤B{rng.choice(PLATE_LETTERS)}{digits}"


def vin(rng, wmi):
    """A VIN of 17 characters beginning with `wmi`, its ninth character computed by GB 16735."""
    head = wmi + "".join(rng.choice(VIN_LETTERS) for _ in range(5))
    tail = rng.choice("LMNPRST") + rng.choice(VIN_LETTERS) + f"{rng.randint(0, 999999):06d}"
    text = f"{head}0{tail}"
    total = sum(
        (int(char) if char.isdigit() else VIN_VALUE[char]) * weight
        for char, weight in zip(text, VIN_WEIGHT, strict=True)
    )
    digit = "0123456789X"[total % 11]
    return f"{head}{digit}{tail}"
