import type { Page } from "playwright-core";

export type Rgb = readonly [red: number, green: number, blue: number];

export interface Place {
  readonly x: number;
  readonly y: number;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What the canvas of the map shows, without what lies over it. */
export class MapPicture {
  private constructor(
    readonly width: number,
    readonly height: number,
    readonly rgba: Uint8Array,
    /** Of the map on the page. */
    private readonly corner: Place,
    /** What lies over the map and gets the clicks there. */
    private readonly overlays: readonly Box[],
  ) {}

  static async take(page: Page): Promise<MapPicture> {
    const map = page.locator(".map");
    const box = await map.boundingBox();
    if (!box) throw new Error("expected a map on the page, got none");
    const overlays = await findOverlays(page);
    await setOverlays(page, "hidden");
    // Two frames: the first may have been under way already.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const png = await page.screenshot({ clip: box });
    await setOverlays(page, "");
    const { width, height, rgba } = await decode(page, png);
    return new MapPicture(width, height, rgba, box, overlays);
  }

  /** Pixels in which a point of this color covers most of the paper. */
  count(color: Rgb): number {
    return this.#places(color).length;
  }

  /** From the left edge of the page to the last pixel of this color. */
  rightmost(color: Rgb): number {
    return this.corner.x + Math.max(...this.#places(color).map((at) => at % this.width));
  }

  /** A place on the page where all around is of this color: well inside a point, and nothing lies over it. */
  find(color: Rgb): Place {
    const set = new Set(this.#places(color));
    for (const at of set) {
      const around = [at - 1, at + 1, at - this.width, at + this.width];
      const place = { x: this.corner.x + (at % this.width), y: this.corner.y + Math.floor(at / this.width) };
      if (around.every((each) => set.has(each)) && this.#isOpen(place)) return place;
    }
    throw new Error(`expected a point of color ${color.join(",")} on the map, got none`);
  }

  /** A place in the middle third where there is nothing but paper. */
  findPaper(): Place {
    const step = 20;
    for (let y = this.height - step; y > step; y -= step) {
      for (let x = Math.ceil(this.width / 3); x < (this.width * 2) / 3; x += step) {
        const around = [-step, 0, step].flatMap((dy) => [-step, 0, step].map((dx) => (y + dy) * this.width + x + dx));
        const place = { x: this.corner.x + x, y: this.corner.y + y };
        if (around.every((at) => this.#cover(at, [0, 0, 0]) === 0) && this.#isOpen(place)) return place;
      }
    }
    throw new Error("expected empty paper, got none");
  }

  #isOpen({ x, y }: Place): boolean {
    return this.overlays.every(({ left, top, right, bottom }) => x < left || x > right || y < top || y > bottom);
  }

  #places(color: Rgb): number[] {
    const found: number[] = [];
    for (let at = 0; at < this.width * this.height; at++) if (this.#cover(at, color) > MOSTLY) found.push(at);
    return found;
  }

  /** How much of the paper this color covers in a pixel, 0..1; 0 where it is another color. */
  #cover(at: number, color: Rgb): number {
    const paper = this.#pixel(INSIDE * this.width + INSIDE);
    const pixel = this.#pixel(at);
    const towards = paper.map((value, channel) => color[channel]! - value);
    const change = paper.map((value, channel) => pixel[channel]! - value);
    const length = towards.reduce((sum, value) => sum + value * value, 0);
    const cover = towards.reduce((sum, value, channel) => sum + value * change[channel]!, 0) / length;
    const off = Math.hypot(...change.map((value, channel) => value - cover * towards[channel]!));
    return off < SAME_COLOR ? cover : 0;
  }

  #pixel(at: number): Rgb {
    return [this.rgba[at * 4]!, this.rgba[at * 4 + 1]!, this.rgba[at * 4 + 2]!];
  }
}

/** A place in the corner where nothing is drawn, within the ring of the focus. */
const INSIDE = 6;
const MOSTLY = 0.3;
/** Of 255, at right angles to the way from paper to color. */
const SAME_COLOR = 6;

const OVERLAYS = ".legend, .legend-opener, .noise-line, .map-buttons, .hover-card, .inspector";

/** On the page. */
function findOverlays(page: Page): Promise<Box[]> {
  return page.locator(`${OVERLAYS}, .map-label`).evaluateAll((elements) =>
    elements.map((element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      return { left, top, right, bottom };
    }),
  );
}

async function setOverlays(page: Page, visibility: string): Promise<void> {
  await page.evaluate(
    ({ overlays, value }) => {
      for (const element of document.querySelectorAll<HTMLElement>(overlays)) element.style.visibility = value;
    },
    { overlays: `${OVERLAYS}, .map-labels`, value: visibility },
  );
}

/** By the browser itself, in an empty page: it knows how to read its pictures. */
async function decode(page: Page, png: Buffer): Promise<{ width: number; height: number; rgba: Uint8Array }> {
  const blank = await page.context().newPage();
  try {
    const { width, height, packed } = await blank.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d")!;
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      let text = "";
      for (let at = 0; at < data.length; at += 32_768) text += String.fromCharCode(...data.subarray(at, at + 32_768));
      return { width: bitmap.width, height: bitmap.height, packed: btoa(text) };
    }, png.toString("base64"));
    return { width, height, rgba: Buffer.from(packed, "base64") };
  } finally {
    await blank.close();
  }
}

/** The color that `--topic` gives an element. */
export async function topicColor(page: Page, selector: string): Promise<Rgb> {
  const hex = await page
    .locator(selector)
    .first()
    .evaluate((element) => getComputedStyle(element).getPropertyValue("--topic").trim());
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
