// Charts: a canvas with data-chart names the <script type="application/json"> that holds its labels and values.
import { BarController, BarElement, CategoryScale, Chart, LinearScale, Tooltip } from 'chart.js';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);
const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;

for (const canvas of document.querySelectorAll('canvas[data-chart]')) {
  const { labels, values, title } = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
  new Chart(canvas, {
    type: 'bar',
    data: { labels, datasets: [{ label: title, data: values, backgroundColor: '#0b5c8a', maxBarThickness: 40 }] },
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: still ? false : { duration: 300 },
      scales: { y: { beginAtZero: true, ticks: { precision: 0 } }, x: { grid: { display: false } } },
      plugins: { tooltip: { enabled: true } },
    },
  });
}
