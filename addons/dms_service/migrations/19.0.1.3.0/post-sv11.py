"""SV-11: damage is marked on drawings of the car, fault codes and measured values are tables."""

import json

VIEWS = {
    "c01": "car_front",
    "c02": "car_left",
    "c03": "car_right",
    "c04": "car_rear",
    "c05": "car_top",
}
TABLES = {
    "f02": {
        "en_US": "System | Code* | Description | State: Current / Stored"
        " | Back after Clearing: Yes! / No",
        "zh_CN": "系统 | 故障码* | 描述 | 状态: 当前 / 历史 | 清除后复现: 是! / 否",
    },
    "f03": {
        "en_US": "Item* | Standard | Measured* | Unit | Verdict: OK / Not OK!",
        "zh_CN": "项目* | 标准 | 实测* | 单位 | 判定: 合格 / 不合格!",
    },
}


def migrate(cr, version):
    """The items of the shipped form, where nobody has changed them since; filled sheets stay."""
    for code, drawing in VIEWS.items():
        cr.execute(
            """
            UPDATE dms_checklist_item item
               SET drawing = %s, remark_required_bad = FALSE
              FROM ir_model_data data
             WHERE data.module = 'dms_service' AND data.model = 'dms.checklist.item'
               AND data.name = %s AND data.res_id = item.id
               AND item.kind = 'pass_fail' AND item.drawing IS NULL
            """,
            (drawing, f"checklist_item_sv11_{code}"),
        )
    for code, columns in TABLES.items():
        cr.execute(
            """
            UPDATE dms_checklist_item item
               SET kind = 'table', columns = %s, standard = NULL
              FROM ir_model_data data
             WHERE data.module = 'dms_service' AND data.model = 'dms.checklist.item'
               AND data.name = %s AND data.res_id = item.id
               AND item.kind = 'text'
            """,
            (json.dumps(columns), f"checklist_item_sv11_{code}"),
        )
