from odoo import models
from odoo.exceptions import UserError


class DmsRoRecommendation(models.Model):
    """Recommended work on its way into an estimate or a supplement."""

    _inherit = "dms.ro.recommendation"

    def _filter_offered(self):
        """Open work that no job of a living order does already."""
        return self.filtered(
            lambda item: (
                item.state == "open"
                and (
                    not item.job_id
                    or item.job_id.state == "cancelled"
                    or item.job_id.order_id.state == "cancel"
                )
            )
        )

    def _get_packages(self, order):
        """Package that cures each finding: the one chosen, else the shop's rule for it.

        :return: {recommendation: dms.repair.package}
        """
        found = {item: item.package_id for item in self if item.package_id}
        # sudo: as below
        open_lines = (self - self.browse([item.id for item in found])).sudo().checklist_line_id
        by_line = self.env["dms.finding.rule"]._find_packages(open_lines, order.company_id)
        for item in self:
            # sudo: findings are read by whoever may see the recommendation
            package = by_line.get(item.sudo().checklist_line_id)
            if item not in found and package:
                found[item] = package.with_env(self.env)
        return found

    def _apply_to(self, order):
        """Put open work into the estimate, or into a supplement once the order is signed.

        :param order: sale.order of the same vehicle
        :return: recommendations that have no package and no product, left for the advisor
        :raises UserError: the order takes no more work
        """
        order.ensure_one()
        todo = self._filter_offered()
        if not todo:
            return todo
        if order.settled_at or order.state == "cancel":
            raise UserError(self.env._("The order is settled: open a further order for new work."))
        if order.authorised_at:
            return todo._apply_by_supplement(order)
        if order.state == "sent":
            order.action_requote()
        return todo._apply_to_estimate(order)

    def _apply_to_estimate(self, order):
        """Jobs and lines of an estimate that is not signed yet."""
        packages = self._get_packages(order)
        by_package = {}
        for item, package in packages.items():
            by_package[package] = by_package.get(package, self.browse()) | item
        chosen = self.env["dms.repair.package"].union(*by_package)
        for package, job in zip(chosen, chosen._apply_to(order) if chosen else (), strict=True):
            by_package[package].write({"job_id": job.id, "package_id": package.id})
        rest = self.filtered(lambda item: item not in packages)
        with_product = rest.filtered("product_id")
        for _source, items in with_product.grouped("order_id").items():
            items._apply_products(order)
        return rest - with_product

    def _apply_products(self, order):
        """One job for the operations and parts declined together on an earlier order."""
        labour = self.filtered(lambda item: item.product_id.fee_kind == "labour")
        first = (labour or self)[0]
        job = self.env["dms.ro.job"].create(
            {
                "order_id": order.id,
                "name": first.name,
                "product_id": first.product_id.id if labour else False,
                "service_type_id": order.service_type_id.id,
                "trade": first.product_id.trade or "mechanical",
                "repair_class": first.product_id.repair_class or "minor",
                "payer_type": "customer",
                "sequence": 10 * (len(order.job_ids) + 1),
            }
        )
        self.env["sale.order.line"].create(
            [
                {
                    "order_id": order.id,
                    "job_id": job.id,
                    "product_id": item.product_id.id,
                    "product_uom_qty": item.quantity or 1.0,
                    "payer_type": "customer",
                }
                for item in self
            ]
        )
        self.write({"job_id": job.id})

    def _apply_by_supplement(self, order):
        """Draft supplement with the work that has a price; quoted and signed as any other."""
        pending = self.env["dms.ro.supplement.line"].search(
            [
                ("recommendation_id", "in", self.ids),
                ("supplement_id.state", "in", ("draft", "quoted")),
            ]
        )
        todo = self - pending.recommendation_id
        vals_list = todo._prepare_supplement_line_vals(order)
        if vals_list:
            self.env["dms.ro.supplement"].create(
                {
                    "order_id": order.id,
                    "finding": "\n".join(todo.mapped("name")),
                    "line_ids": [(0, 0, vals) for vals in vals_list],
                }
            )
        priced = {vals["recommendation_id"] for vals in vals_list}
        return todo.filtered(lambda item: item.id not in priced)

    def _prepare_supplement_line_vals(self, order):
        """Lines of a supplement for this work: of its packages, each once, or its products.

        :return: list of values for `dms.ro.supplement.line`
        """
        packages, used, vals_list = self._get_packages(order), set(), []
        for item in self:
            package = packages.get(item)
            shared = {"recommendation_id": item.id, "urgency": item.urgency}
            if package and package not in used:
                used.add(package)
                vals_list += [
                    {**line._prepare_supplement_line_vals(), **shared} for line in package.line_ids
                ]
            elif not package and item.product_id:
                vals_list.append(
                    {"product_id": item.product_id.id, "quantity": item.quantity or 1.0, **shared}
                )
        return vals_list
