from . import amount, cn_id, name, phone, pinyin, plate, vin
