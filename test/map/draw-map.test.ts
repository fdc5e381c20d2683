import { describe, expect, it } from "vitest";
import { drawMap } from "../../src/map/draw-map.js";
import { escapeXml } from "../../src/map/escape-xml.js";
import { seededRandom } from "../../src/numeric/random.js";

/** Clusters on a square, and a tenth of the documents in none. */
function made(n: number, clusters: number, titles: readonly string[]) {
  const random = seededRandom(5);
  const [x, y, labels] = [new Float32Array(n), new Float32Array(n), new Int32Array(n)];
  for (let row = 0; row < n; row++) {
    const label = row % 10 === 9 ? -1 : Math.floor(random() ** 2 * clusters);
    labels[row] = label;
    x[row] = label < 0 ? random() * 10 : ((label * 7) % 10) + random() / 2;
    y[row] = label < 0 ? random() * 10 : ((label * 3) % 11) + random() / 2;
  }
  return { heading: "news", x, y, labels, titles };
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Titles by their lines: middle, baseline, font size and text. The narrowest font makes a line .45 of its size a letter. */
function titleBoxes(svg: string): Box[] {
  return [...svg.matchAll(/<text font-size="(\d+)"[^>]*>(.*?)<\/text>/g)].map(([, size, lines]) => {
    const spans = [...lines!.matchAll(/x="([\d.-]+)" y="([\d.-]+)">(.*?)<\/tspan>/g)];
    const width = Math.max(...spans.map(([, , , text]) => text!.length)) * Number(size) * 0.45;
    const middle = Number(spans[0]![1]);
    const ys = spans.map(([, , y]) => Number(y));
    return {
      left: middle - width / 2,
      right: middle + width / 2,
      top: Math.min(...ys) - Number(size) * 0.7,
      bottom: Math.max(...ys),
    };
  });
}

describe("the map as a picture", () => {
  it("draws each place once, in the color of its cluster or of none", () => {
    const svg = drawMap({
      heading: "two",
      x: Float32Array.of(0, 0, 1, 2, 2),
      y: Float32Array.of(0, 0, 1, 2, 2),
      labels: Int32Array.of(0, 0, -1, 1, 1),
      titles: ["left", "right"],
    });
    const paths = [...svg.matchAll(/<path d="([^"]*)" stroke="([^"]*)"/g)].map(([, d, color]) => [
      color,
      d!.match(/M/g)!.length,
    ]);
    expect(paths).toHaveLength(3);
    expect(paths.map(([, count]) => count)).toEqual([1, 1, 1]);
    expect(new Set(paths.map(([color]) => color)).size).toBe(3);
    expect(svg).toContain("5 documents · 2 clusters · 20.0% (1 document) in no cluster");
  });
  it("titles the largest clusters, without one title over another or over the edge", () => {
    const titles = Array.from({ length: 150 }, (_, label) => `a title of some length ${label}`);
    const svg = drawMap(made(6000, 150, titles));
    const boxes = titleBoxes(svg);
    expect(boxes.length).toBeGreaterThan(15);
    for (const [at, a] of boxes.entries()) {
      expect(a.left).toBeGreaterThan(0);
      expect(a.right).toBeLessThan(1200);
      for (const b of boxes.slice(at + 1)) {
        expect(a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).toBe(false);
      }
    }
    expect(svg).toContain("length 0<");
    expect(svg).toContain("10.0% (600 documents) in no cluster · the largest are titled where there is room");
  });
  it("takes titles and headings as text, whatever they hold", () => {
    const hostile = `</text><script>alert("1")</script>&'\u0000\ud800`;
    const svg = drawMap({ ...made(200, 3, [hostile, hostile, hostile]), heading: hostile });
    for (const wrong of ["<script", "\u0000", "\ud800"]) expect(svg).not.toContain(wrong);
    expect(svg).toContain("&lt;/text&gt;");
    expect(escapeXml("a & 😀 <b>")).toBe("a &amp; 😀 &lt;b&gt;");
  });
  it("is the same for the same input, and no larger than its area where there are many documents", () => {
    const input = made(1000, 20, []);
    expect(drawMap(input)).toBe(drawMap(input));
    const n = 300_000;
    const dense = {
      heading: "dense",
      x: new Float32Array(n),
      y: new Float32Array(n),
      labels: new Int32Array(n),
      titles: [],
    };
    for (let row = 0; row < n; row++) [dense.x[row], dense.y[row]] = [(row % 100) / 100, Math.floor(row / 100) % 100];
    expect(drawMap(dense).length).toBeLessThan(200_000);
  });
  it.each([0, 1, 2])("is a picture of %d documents", (n) => {
    const svg = drawMap({
      heading: "few",
      x: new Float32Array(n),
      y: new Float32Array(n),
      labels: new Int32Array(n).fill(-1),
      titles: [],
    });
    expect(svg).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    expect(svg).not.toContain("NaN");
  });
});
