export type Weight = "regular" | "bold";

/*
 * Advance widths of the printable ASCII characters in thousandths of an em, of DejaVu Sans and DejaVu Sans Bold: the widest of the
 * sans-serif faces that a machine is likely to have. What is measured with them fits with narrower faces, too, so a picture needs
 * no font at the time it is made.
 */
const WIDTHS: Readonly<Record<Weight, readonly number[]>> = {
  regular: table(`318 401 460 838 636 950 780 275 390 390 500 838 318 361 318 337 636 636 636 636 636 636 636 636 636 636 337 337 838 838
    838 531 1000 684 686 698 770 632 575 775 752 295 295 656 557 863 748 787 603 787 695 635 611 732 684 989 685 611 685 390 337 390 838
    500 500 613 635 550 635 615 352 635 634 278 278 579 278 974 634 612 635 635 411 521 392 634 592 818 592 592 525 636 337 636 838`),
  bold: table(`348 456 521 838 696 1002 872 306 457 457 523 838 380 415 380 365 696 696 696 696 696 696 696 696 696 696 400 400 838 838
    838 580 1000 774 762 734 830 683 683 821 837 372 372 775 637 995 837 850 733 850 770 720 682 812 774 1103 771 724 725 457 365 457 838
    500 500 675 716 593 716 678 435 716 712 343 343 665 343 1042 712 687 716 716 493 595 478 712 652 924 645 652 582 712 365 712 838`),
};

/** Width in pixels that a line of text takes at most, at this font size in pixels. */
export function textWidth(text: string, size: number, weight: Weight = "regular"): number {
  let units = 0;
  for (const character of text) units += WIDTHS[weight][(character.codePointAt(0) ?? 0) - 32] ?? unlisted(character);
  return (units * size) / 1000;
}

/** The text, or as much of its beginning as fits into this width, with an ellipsis. */
export function shortened(text: string, width: number, size: number, weight: Weight = "regular"): string {
  if (textWidth(text, size, weight) <= width) return text;
  const characters = [...text];
  while (characters.length > 0 && textWidth(`${characters.join("").trimEnd()}…`, size, weight) > width) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}

/** Combining marks aside, nothing outside ASCII is wider than an em. */
function unlisted(character: string): number {
  return /\p{Mark}|\p{Cf}/u.test(character) ? 0 : 1000;
}

function table(widths: string): readonly number[] {
  return widths.split(/\s+/).map(Number);
}
