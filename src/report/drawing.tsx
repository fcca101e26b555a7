import type { Chart } from '../core/report/chart.ts';

/** A chart as SVG, with its words for whoever does not see it. */
export function Drawing({ id, chart }: { id: string; chart: Chart }) {
  const { title, description, width, height, area, lines, across, up, marks, axis } = chart;
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby={`${id}-title ${id}-desc`}>
        <title id={`${id}-title`}>{title}</title>
        <desc id={`${id}-desc`}>{description}</desc>
        {up.map(({ at, label }) => (
          <g>
            <line class="grid" x1={area.left} x2={area.right} y1={at} y2={at} />
            <text class="end" x={area.left - 8} y={at + 4}>
              {label}
            </text>
          </g>
        ))}
        {across.map(({ at, label }) => (
          <g>
            <line class="grid" x1={at} x2={at} y1={area.bottom} y2={area.bottom + 5} />
            <text {...placeOf(at, width)} y={area.bottom + 20}>
              {label}
            </text>
          </g>
        ))}
        {marks.map(({ at, label }, index) => (
          <g>
            <line class="mark" x1={at} x2={at} y1={area.top} y2={area.bottom} />
            <text
              class={at > width / 2 ? 'mark-label end' : 'mark-label'}
              x={at > width / 2 ? at - 4 : at + 4}
              y={area.top + 10 + 14 * index}
            >
              {label}
            </text>
          </g>
        ))}
        {lines.map((places) =>
          places.length === 1 ? (
            <circle class="dot" cx={places[0]?.x} cy={places[0]?.y} r={2} />
          ) : (
            <polyline class="line" points={places.map(({ x, y }) => `${x},${y}`).join(' ')} />
          ),
        )}
        <text x={0} y={14}>
          {axis.up}
        </text>
        <text class="end" x={area.right} y={height - 6}>
          {axis.across}
        </text>
      </svg>
      <p class="faint">{description}</p>
    </figure>
  );
}

/** Half of the longest label of a time. */
const halfLabel = 30;

/** In the middle below its tick; at the edge of the drawing, which would cut it off, before that. */
function placeOf(at: number, width: number) {
  return at + halfLabel > width ? { class: 'end', x: width } : { class: 'middle', x: at };
}
