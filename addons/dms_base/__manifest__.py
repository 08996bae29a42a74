{
    "name": "DMS Base",
    "summary": "Roles, Form Centre, checklists, indicators, reports, boards, kiosk and print layout",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "author": "DMS contributors",
    "website": "https://example.com/dms",
    "category": "Services/Repair Shop",
    "depends": [
        "web",
        "mail",
        "bus",
        "hr",
        "fleet",
        "portal",
        "report_xlsx",
        "base_tier_validation",
        "auditlog",
    ],
    "external_dependencies": {"python": ["pypinyin", "vininfo"]},
    "data": [
        "security/dms_base_groups.xml",
        "security/ir.model.access.csv",
        "security/dms_base_rules.xml",
        "data/ir_config_parameter_data.xml",
        "views/dms_menus.xml",
    ],
    "assets": {
        "web.assets_backend": [
            # Missing from some distributions, which makes every page log an error.
            ("remove", "mail/static/lib/selfie_segmentation/selfie_segmentation.js"),
        ],
    },
    "application": True,
    "post_init_hook": "post_init_hook",
}
