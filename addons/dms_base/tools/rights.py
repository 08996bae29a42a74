"""Groups that open the closed fields; the word for the ``groups`` of a field."""

SEE_PHONE = "dms_base.group_dms_see_phone"
SEE_COST = "dms_base.group_dms_see_cost"
SEE_PRICE = "dms_base.group_dms_see_price"
