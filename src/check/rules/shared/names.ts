export { listed } from "../../../util/names.ts";
