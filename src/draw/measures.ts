import { textWidth } from "./text-width.ts";

/** Distances and font sizes of the picture, pixels. */
export const SIZE = { title: 26, subtitle: 14, heading: 13, host: 15, card: 13, small: 11, label: 12 } as const;

/** Around the whole picture. */
export const MARGIN = 24;
/** Thickness of the wall around a host. */
export const WALL = 8;
/** Between the wall of a host and what stands in it. */
export const PAD = 12;
/** Between two hosts in a column: room for the marks on top of the lower one. */
export const STACK_GAP = 38;
/** Between two lines that end at the same side of a card: room for two lines of text. */
export const PITCH = 40;
export const CARD_HEIGHT = 44;
export const CERTIFICATE_HEIGHT = 40;
export const CARD_GAP = 8;
/** Between two cards with an arrow from one to the other. */
export const HOP_GAP = 20;
/** Last row of a host, with its firewall and its monitoring client. */
export const STRIP_HEIGHT = 26;
/** Between two lines that run side by side. */
export const LANE = 16;
/** Height of a horizontal line with two lines of text. */
export const RAIL = 38;
/** Room for an arrow between the last lane and the column it points to. */
export const ARROW_ROOM = 34;
/** Longest text of a card. */
export const CARD_TEXT = 190;
/** Text of a card stands to the right of its icon. */
export const ICON_ROOM = 32;
/** Between a frame and what it holds. */
export const FRAME_PAD = 20;
/** Title of a frame. */
export const FRAME_TITLE = 28;
/** A host that is marked carries the marks on its upper edge. */
export const BADGE = 18;
/** What the tab on a host says whose loss alone is an outage. */
export const ALARM = "single point of failure";
export const ALARM_WIDTH = Math.ceil(textWidth(ALARM, SIZE.small, "bold")) + 16;
