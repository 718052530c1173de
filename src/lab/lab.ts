// What the rest of Bartizan knows of the lab.
export { labAccess, labState, labTrust } from "./access.ts";
export { runDoctor } from "./doctor.ts";
export { labDown, labIds } from "./down.ts";
export { imagePath } from "./image.ts";
export { pruneImages } from "./images.ts";
export { cutMachine, killMachine, reconnectMachine, startMachine } from "./machine.ts";
export { ownViewHere } from "./own-view.ts";
export { labId } from "./places.ts";
export { type LabStep, labUp } from "./up.ts";
