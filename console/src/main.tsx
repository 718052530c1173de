import { render } from "preact";
import { App } from "./app.tsx";
import { sourceOf } from "./source.ts";

const place = document.getElementById("page");
if (place !== null) render(<App source={sourceOf(document)} />, place);
