from . import amount, cn_id, formula, name, phone, pinyin, plate, vin
from . import rights
