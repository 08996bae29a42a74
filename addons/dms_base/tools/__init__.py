from . import amount, cn_id, formula, name, phone, pinyin, plate, vin
from . import amount, cn_id, name, phone, pinyin, plate, rights, vin
