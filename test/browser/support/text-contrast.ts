import type { Page } from "playwright-core";

/** The least ratio of text to what is behind it that WCAG 2 asks for at level AA. */
const ENOUGH = 4.5;

/** Texts in sight that are not told from their background well enough: the beginning of each, and its ratio. */
export function textsOfLowContrast(page: Page): Promise<string[]> {
  return page.evaluate((enough) => {
    type Color = [red: number, green: number, blue: number, alpha: number];
    const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true })!;
    // The canvas understands every way to write a color.
    const read = (color: string): Color => {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = color;
      context.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
      return [red!, green!, blue!, alpha! / 255];
    };
    const over = (front: Color, back: Color): Color => {
      const mix = (at: 0 | 1 | 2): number => front[at] * front[3] + back[at] * (1 - front[3]);
      return [mix(0), mix(1), mix(2), 1];
    };
    const luminance = (color: Color): number => {
      const [red, green, blue] = color.slice(0, 3).map((value) => {
        const share = value / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
    };
    const lineOf = (element: Element): Element[] => {
      const line: Element[] = [];
      for (let each: Element | null = element; each; each = each.parentElement) line.push(each);
      return line.reverse();
    };
    const found: string[] = [];
    let looked = 0;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement!;
      const text = walker.currentNode.textContent!.trim();
      const isHidden =
        !element.checkVisibility({ visibilityProperty: true }) ||
        element.closest(".visually-hidden, option, :disabled");
      if (text === "" || isHidden) continue;
      looked++;
      let back = read(getComputedStyle(document.documentElement).getPropertyValue("--paper"));
      let opacity = 1;
      for (const each of lineOf(element)) {
        const style = getComputedStyle(each);
        back = over(read(style.backgroundColor), back);
        opacity *= Number(style.opacity);
      }
      const color = read(getComputedStyle(element).color);
      const front = over([color[0], color[1], color[2], color[3] * opacity], back);
      const [light, dark] = [luminance(front), luminance(back)].sort((a, b) => b - a);
      const ratio = (light! + 0.05) / (dark! + 0.05);
      if (ratio < enough) found.push(`${ratio.toFixed(2)}: ${text.slice(0, 40)}`);
    }
    return looked === 0 ? ["expected texts on the page, got none"] : found;
  }, ENOUGH);
}
