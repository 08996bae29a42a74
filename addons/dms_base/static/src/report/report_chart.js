import { Component, onMounted, onWillStart, onWillUnmount, useRef, xml } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";

const COLOURS = ["#2f6f9f", "#d98a29", "#4f9d69", "#a24f7f", "#7a7a7a", "#3fa7a3", "#b5533c", "#8c7fc0"];

/** Chart of a report; the printed page draws the same data itself. */
export class ReportChart extends Component {
    static template = xml`
        <div class="dms_report_chart">
            <h3 t-if="props.chart.title" t-esc="props.chart.title"/>
            <div class="dms_report_canvas"><canvas t-ref="canvas"/></div>
        </div>`;
    static props = { chart: Object };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        onMounted(() => (this.drawn = new Chart(this.canvas.el, this.config)));
        onWillUnmount(() => this.drawn?.destroy());
    }

    get config() {
        const { type = "bar", labels, series } = this.props.chart;
        const right = series.some((one) => one.axis === "right");
        const stacked = type === "stacked" || series.some((one) => one.type === "stacked");
        return {
            type: type === "pie" ? "pie" : "bar",
            data: { labels, datasets: series.map((one, index) => this.dataset(one, index, type)) },
            options: {
                responsive: true,
                maintainAspectRatio: false,
                animation: { duration: 300 },
                interaction: { mode: "index", intersect: false },
                plugins: { legend: { position: "top", align: "start" } },
                scales:
                    type === "pie"
                        ? {}
                        : {
                              x: { stacked, grid: { display: false } },
                              y: { stacked, beginAtZero: true },
                              ...(right
                                  ? { right: { position: "right", beginAtZero: true, grid: { drawOnChartArea: false } } }
                                  : {}),
                          },
            },
        };
    }

    dataset(one, index, type) {
        const colour = one.color || COLOURS[index % COLOURS.length];
        const kind = one.type || type;
        return {
            label: one.label,
            data: one.values,
            type: type === "pie" ? "pie" : kind === "line" ? "line" : "bar",
            yAxisID: type === "pie" ? undefined : one.axis === "right" ? "right" : "y",
            backgroundColor: type === "pie" ? one.values.map((_, i) => COLOURS[i % COLOURS.length]) : colour,
            borderColor: type === "pie" ? "#fff" : colour,
            borderWidth: kind === "line" ? 2.5 : 1,
            tension: 0.2,
            order: kind === "line" ? 0 : 1,
        };
    }
}
