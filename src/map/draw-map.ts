import { boundsOfAll } from "./bounds.js";
import { assignColors } from "./cluster-colors.js";
import { type Centers, groupByLabel, groupCenters, type LabelGroups, sizeOf } from "./label-groups.js";
import { type LabelCandidate, labelsInFrame, placeLabels } from "./label-placement.js";
import { paletteOf } from "./palette.js";
import { pointRadius } from "./point-radius.js";
import { dots } from "./svg-dots.js";
import { escapeXml } from "./escape-xml.js";
import { estimateWidth } from "./text-width.js";
import { fitBounds, type Padding, type ViewTransform } from "./view-transform.js";
import { wrapTitle } from "./wrap-title.js";

export interface MapPicture {
  /** Above the map; any text. */
  readonly heading: string;
  /** n places. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** n labels: 0.. by descending size, -1 for a document of no cluster. */
  readonly labels: Int32Array;
  /** By label; any text. */
  readonly titles: readonly string[];
}

const WIDTH = 1200;
const HEIGHT = 900;
const MARGIN: Padding = { top: 84, right: 28, bottom: 28, left: 28 };
/** What the points leave free: the title of a cluster at the edge has room above it. */
const POINTS: Padding = { top: 134, right: 64, bottom: 64, left: 64 };
const FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";
const PAPER = "#f7f7f5";
const INK = "#15191e";
const MUTED = "#5f6873";
const NOISE_COLOR = "#c9cac5";
/** As many titles as a page can hold and a reader take in. */
const MOST_LABELS = 40;
const LABEL_WIDTH = 190;
const LABEL_LINES = 2;
const LINE_HEIGHT = 1.2;
const LABEL_PADDING = 4;
const SMALLEST_FONT = 11;
const LARGEST_FONT = 16;

/**
 * A clustering's map as a picture that needs no browser: an SVG document with points colored by cluster, the titles of as
 * many clusters as fit without overlapping, the largest first, and the share of documents in none. Equal input gives an
 * equal picture. Documents that fall on the same spot are drawn once, so that its size is bounded by the map's area.
 *
 * @throws RangeError when the columns differ in length
 */
export function drawMap({ heading, x, y, labels, titles }: MapPicture): string {
  const n = labels.length;
  if (x.length !== n || y.length !== n) throw new RangeError(`expected ${n} places, got ${x.length} and ${y.length}`);
  const groups = groupByLabel(labels);
  const centers = groupCenters(groups, x, y);
  const colors = assignColors(centers);
  const view = fitBounds(boundsOfAll(x, y), WIDTH, HEIGHT, POINTS);
  const radius = pointRadius(n, (WIDTH - MARGIN.left - MARGIN.right) * (HEIGHT - MARGIN.top - MARGIN.bottom), 0);
  const palette = paletteOf("light");
  // Noise first: clusters lie above it.
  const layers = [
    { color: NOISE_COLOR, takes: (label: number) => label < 0 },
    ...palette.map((color, index) => ({ color, takes: (label: number) => label >= 0 && colors[label] === index })),
  ].map(({ color, takes }) => dots(view, { x, y }, (row) => takes(labels[row]!), color, radius));
  const named = drawTitles(groups, centers, titles, view);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="${FONT}">`,
    `<title>${escapeXml(heading)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="${PAPER}"/>`,
    ...layers.filter((layer) => layer !== ""),
    ...named.drawn,
    ...drawHeading(heading, describe(n, groups, named.drawn.length)),
    "</svg>\n",
  ].join("\n");
}

function describe(n: number, { clusterCount, noiseCount }: LabelGroups, named: number): string {
  const noise = n === 0 ? 0 : (100 * noiseCount) / n;
  const share = noise > 0 && noise < 0.05 ? "under 0.1" : noise.toFixed(1);
  const parts = [
    counted(n, "document"),
    counted(clusterCount, "cluster"),
    `${share}% (${counted(noiseCount, "document")}) in no cluster`,
  ];
  if (named < clusterCount) parts.push(`the largest are titled where there is room`);
  return parts.join(" · ");
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

function drawHeading(heading: string, facts: string): string[] {
  const width = WIDTH - MARGIN.left - MARGIN.right;
  const measure = (text: string): number => estimateWidth(text, 22);
  const [line = ""] = wrapTitle(heading, measure, width, 1);
  return [
    `<text x="${MARGIN.left}" y="42" font-size="22" font-weight="700" fill="${INK}">${escapeXml(line)}</text>`,
    `<text x="${MARGIN.left}" y="66" font-size="14" fill="${MUTED}">${escapeXml(facts)}</text>`,
  ];
}

function drawTitles(
  groups: LabelGroups,
  centers: Centers,
  titles: readonly string[],
  view: ViewTransform,
): { readonly drawn: string[] } {
  const largest = Math.max(1, sizeOf(groups, 0));
  const lines: string[][] = [];
  const sizes: number[] = [];
  const candidates: LabelCandidate[] = [];
  for (let label = 0; label < groups.clusterCount; label++) {
    const weight = sizeOf(groups, label) / largest;
    const size = Math.round(SMALLEST_FONT + (LARGEST_FONT - SMALLEST_FONT) * Math.sqrt(weight));
    const measure = (text: string): number => estimateWidth(text, size);
    const wrapped = wrapTitle(titles[label] ?? "", measure, LABEL_WIDTH, LABEL_LINES);
    lines.push(wrapped);
    sizes.push(size);
    if (wrapped.length === 0) continue;
    candidates.push({
      label,
      x: centers.x[label]!,
      y: centers.y[label]!,
      width: Math.max(...wrapped.map(measure)) + 2 * LABEL_PADDING,
      height: wrapped.length * size * LINE_HEIGHT + LABEL_PADDING,
    });
  }
  const boxes = labelsInFrame(placeLabels(candidates, 2 ** view.zoom), view, MARGIN, MOST_LABELS);
  return {
    drawn: boxes.map(({ label, left, top, width }) => {
      const size = sizes[label]!;
      const middle = (left + width / 2).toFixed(1);
      const spans = lines[label]!.map(
        (line, index) =>
          `<tspan x="${middle}" y="${(top + LABEL_PADDING / 2 + size * (0.95 + index * LINE_HEIGHT)).toFixed(1)}">${escapeXml(line)}</tspan>`,
      );
      return `<text font-size="${size}" font-weight="700" text-anchor="middle" fill="${INK}" stroke="${PAPER}" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke">${spans.join("")}</text>`;
    }),
  };
}
