// What the rest of Bartizan knows of the lab.
export { type LabAccess, type LabState, labAccess, labState, labTrust } from "./access.ts";
export { type Check, type DoctorOptions, runDoctor } from "./doctor.ts";
export { labDown, labIds } from "./down.ts";
export { cutMachine, killMachine, reconnectMachine, startMachine, stopMachine } from "./machine.ts";
export { labId } from "./places.ts";
export { type LabOptions, type LabStep, labUp } from "./up.ts";
