export { default } from "../parts/beside.js";
