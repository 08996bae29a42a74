from odoo import models
from odoo.exceptions import UserError

from .ro_const import WORK_KINDS
from .sale_order_walkaround import WALK_AROUND


class SaleOrder(models.Model):
    """Work that the diagnosis recommends becomes jobs of the estimate."""

    _inherit = "sale.order"

    def action_estimate_diagnosis(self):
        """Copy the recommended work of the arrival inspection to the estimate; each row once."""
        self.ensure_one()
        sheets = self.checklist_ids.filtered(
            lambda one: one.template_id.code == WALK_AROUND and one.state != "cancelled"
        )
        if not sheets:
            raise UserError(self.env._("This order has no arrival inspection yet."))
        return sheets.sorted("id")[-1:].action_make_estimate()

    def _find_operations(self, codes):
        """Labour products and repair packages behind operation codes.

        :param codes: list of codes in capitals
        :return: {code in capitals: product.product or dms.repair.package}
        """
        self.ensure_one()
        found = {}
        packages = self.env["dms.repair.package"].search(self._code_domain("code", codes))
        for package in packages._filter_fitting(self.vehicle_id, self.company_id):
            found.setdefault(package.code.upper(), package)
        domain = [*self._code_domain("default_code", codes), ("fee_kind", "in", WORK_KINDS)]
        for product in self.env["product.product"].search(domain):
            found[product.default_code.upper()] = product
        return found

    def _find_parts(self, works):
        """Parts that rows of recommended work name by number: {number in capitals: product}."""
        codes = [part.code for work in works for part in work.parts]
        domain = [*self._code_domain("default_code", codes), ("fee_kind", "=", "part")]
        products = self.env["product.product"].search(domain)
        return {product.default_code.upper(): product for product in products}

    def _code_domain(self, name, codes):
        """Records of this shop with one of some codes, written as typed or in capitals."""
        codes = {code for code in codes if code}
        both = [*codes, *(code.lower() for code in codes)]
        return [(name, "in", both), ("company_id", "in", (False, self.company_id.id))]

    def _add_advised_jobs(self, works, operations, cause):
        """One job per row, with its labour, package and parts lines.

        :param works: list of :class:`advised_work.Work`
        :param operations: see :meth:`_find_operations`
        :param cause: cause of the fault in words
        :return: the works without operation, for which no job was opened
        """
        general = self.company_id.general_labour_id
        chosen = [
            (work, operations.get(work.code) or (general if work.hours else general.browse()))
            for work in works
        ]
        parts = self._find_parts(works)
        packaged = [pair for pair in chosen if pair[1]._name == "dms.repair.package"]
        plain = [pair for pair in chosen if pair[1] and pair[1]._name == "product.product"]
        packages = self.env["dms.repair.package"].browse([pair[1].id for pair in packaged])
        jobs = [*packages._apply_to(self)] if packages else []
        for (work, _package), job in zip(packaged, jobs, strict=True):
            job.write(self._prepare_advised_texts(work, parts, cause))
        first = len(self.job_ids)
        jobs += self.env["dms.ro.job"].create(
            [
                {
                    **self._prepare_advised_job_vals(work, product, first + index),
                    **self._prepare_advised_texts(work, parts, cause),
                }
                for index, (work, product) in enumerate(plain, 1)
            ]
        )
        self._add_advised_lines(list(zip(packaged + plain, jobs, strict=True)), parts)
        return [work for work, operation in chosen if not operation]

    def _add_advised_lines(self, rows, parts):
        """Labour and parts lines of the new jobs; what a package brings is not added again.

        :param rows: list of ((work, operation), job)
        :param parts: see :meth:`_find_parts`
        """
        vals_list = []
        for (work, operation), job in rows:
            if operation._name == "product.product":
                vals_list.append(self._prepare_advised_labour_vals(work, operation, job))
            own = job.package_id.line_ids.product_id
            vals_list += [
                {
                    "order_id": self.id,
                    "job_id": job.id,
                    "product_id": parts[part.code].id,
                    "product_uom_qty": part.quantity,
                }
                for part in work.parts
                if part.code in parts and parts[part.code] not in own
            ]
        for number, vals in enumerate(vals_list, len(self.order_line) + 1):
            vals["sequence"] = 10 * number
        self.env["sale.order.line"].create(vals_list)
        self._propose_promise()

    def _prepare_advised_texts(self, work, parts, cause):
        """Cause and note of the job of one row; parts that have no number are noted in words."""
        rest = ", ".join(part.text for part in work.parts if part.code not in parts)
        note = self.env._("Parts without a number: %(parts)s", parts=rest) if rest else False
        return {"cause": cause or False, "note": note}

    def _prepare_advised_job_vals(self, work, product, place):
        """Values of the job opened for one row that is no package."""
        return {
            "order_id": self.id,
            "name": work.name,
            "product_id": product.id,
            "service_type_id": self.service_type_id.id,
            "trade": product.trade or "mechanical",
            "repair_class": product.repair_class or "minor",
            "payer_type": self.service_type_id.payer_type,
            "sequence": 10 * place,
        }

    def _prepare_advised_labour_vals(self, work, product, job):
        """Values of the labour line; general labour takes name and hours from the row."""
        vals = {
            "order_id": self.id,
            "job_id": job.id,
            "product_id": product.id,
            "product_uom_qty": product._get_labour_quantity(work.hours),
        }
        if product == self.company_id.general_labour_id:
            vals.update(
                name=work.name, product_uom_qty=work.hours or 1.0, flat_rate_hours=work.hours
            )
        return vals

    def _show_advised(self, works, left):
        """Back to the order, saying what was taken over and which rows have no operation.

        :param works: all rows taken now
        :param left: those of them that have no operation
        """
        text = self.env._("%(count)s rows of recommended work taken over.", count=len(works))
        if not works:
            text = self.env._("All recommended work was taken over before.")
        if left:
            text += " " + self.env._(
                "No operation has the code of these, so they are kept as recommendations, please "
                "add them by hand: %(work)s",
                work=", ".join(work.name for work in left),
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if left else "success",
                "sticky": bool(left),
                "message": text,
                "next": self._get_desk_action(),
            },
        }
