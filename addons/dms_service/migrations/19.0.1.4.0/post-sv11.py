"""SV-11: the customer's description in single answers, recommended work as a table."""

import json

ANSWERS = {
    "b05": ("measure", "Speed", "车速", "km/h", "300"),
    "b06": ("choice", "Road", "路况", None, None),
    "b07": ("choice", "Warning lamps lit", "点亮的警告灯", None, None),
    "b08": ("choice", "Before the fault", "故障前情况（维修/加装/加油/事故）", None, None),
}
COLUMNS = {
    "en_US": "Code | Work* | Urgency*: At Once / Soon / Advice | Hours | Parts",
    "zh_CN": "操作代码 | 项目* | 紧急度*: 立即 / 近期 / 建议 | 预计工时 | 配件",
}
MINE = """
    FROM ir_model_data data
   WHERE data.module = 'dms_service' AND data.model = 'dms.checklist.item'
     AND data.name = %s AND data.res_id = item.id AND item.kind = 'text'
"""


def migrate(cr, version):
    """The items of the shipped form, where nobody has changed them since; filled sheets stay."""
    for code, (kind, english, chinese, uom, most) in ANSWERS.items():
        name = json.dumps({"en_US": english, "zh_CN": chinese})
        cr.execute(
            "UPDATE dms_checklist_item item"
            " SET kind = %s, name = %s, uom = %s, plausible_min = %s, plausible_max = %s" + MINE,
            (
                kind,
                name,
                json.dumps({"en_US": uom}) if uom else None,
                most and "0",
                most,
                f"checklist_item_sv11_{code}",
            ),
        )
    cr.execute(
        "UPDATE dms_checklist_item item SET kind = 'table', columns = %s, standard = NULL" + MINE,
        (json.dumps(COLUMNS), "checklist_item_sv11_g02"),
    )
