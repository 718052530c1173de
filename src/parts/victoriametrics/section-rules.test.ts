import { expect, test } from "vitest";
import { message, set, writtenFortress } from "../../../test/fixtures/spoil.ts";
import { checkConfig } from "../../config/check.ts";
import { datadog, otlp, remoteWrite, secret, sumologic } from "../../config/define.ts";

test("what the functions make is right", () => {
  const config = writtenFortress();
  config.monitoring.sendTo = [
    sumologic({ url: secret("SUMO_URL"), category: "foobar/metrics" }),
    datadog({ site: "datadoghq.eu", key: secret("DD_API_KEY"), metrics: ["node_.+"] }),
    otlp({ url: "https://collector.example:4318", token: secret("OTLP_TOKEN") }),
    remoteWrite({ url: "https://mimir.example/api/v1/push", user: "foobar", password: secret("MIMIR"), tenant: "foobar", from: "hosts" }),
  ];
  expect(checkConfig(config)).toMatchObject({ ok: true });
});

test("destinations that nobody can send to", () => {
  expect(
    message(
      set("monitoring.sendTo", [
        { kind: "sumologic", url: "https://collectors.sumologic.example/receiver/v1/http/ZaVnC4dhaV1" },
        { kind: "datadog", url: "https://api.datadoghq.eu", key: { secret: "DD_API_KEY" } },
        { kind: "otlp", url: "http://collector.example:4318", metrics: ["node_(.+", "it's"] },
        { kind: "remoteWrite", url: { secret: "URL" }, user: "foobar", token: { secret: "TOKEN" } },
        { kind: "remoteWrite", url: "https://mimir.example/a,https://mimir.example/b", category: "x" },
        { kind: "influx", url: "https://influx.example" },
      ]),
      writtenFortress(),
    ),
  ).toMatchInlineSnapshot(`
    "BZ_CONFIG_SECRET_LITERAL at monitoring.sendTo[0].url: a secret stands in the file
      found:   the URL of a source (not shown)
      allowed: secret("NAME")
      mend:    Write secret("SUMO_URL"), take the URL out of the file, and make a new one if the file was ever shared.

    BZ_CONFIG_KEY_MISSING at monitoring.sendTo[1].site: something that must be said is not
      found:   nothing
      allowed: the site of Datadog, such as "datadoghq.eu"
      mend:    Add it.

    BZ_CONFIG_KEY_OUT_OF_PLACE at monitoring.sendTo[1].url: this key does not apply here
      found:   "url", with the kind "datadog"
      allowed: kind, metrics, site, key, logs
      mend:    Remove it.

    BZ_CONFIG_URL at monitoring.sendTo[2].url: this URL cannot be called
      found:   a URL that is not encrypted (not shown)
      allowed: an https URL
      mend:    Write https:// for http://.

    BZ_CONFIG_METRICS at monitoring.sendTo[2].metrics[0]: this is no regular expression for names of metrics
      found:   "node_(.+"
      allowed: a regular expression for names of metrics, such as "node_.+"
      mend:    Take letters, digits, _ and : as they are, and . * + ? | ( ) [ ] - with their usual meaning.

    BZ_CONFIG_METRICS at monitoring.sendTo[2].metrics[1]: this is no regular expression for names of metrics
      found:   "it's"
      allowed: a regular expression for names of metrics, such as "node_.+"
      mend:    Take letters, digits, _ and : as they are, and . * + ? | ( ) [ ] - with their usual meaning.

    BZ_CONFIG_KEY_MISSING at monitoring.sendTo[3].password: something that must be said is not
      found:   nothing
      allowed: secret("NAME")
      mend:    Add it.

    BZ_CONFIG_TYPE at monitoring.sendTo[3].url: this is the wrong kind of value
      found:   a secret
      allowed: an https URL
      mend:    Write the URL here, and what is secret as token, or as user and password.

    BZ_CONFIG_KEY_OUT_OF_PLACE at monitoring.sendTo[3].token: this key does not apply here
      found:   a token, and a user
      allowed: either of them
      mend:    Remove one of the two.

    BZ_CONFIG_URL at monitoring.sendTo[4].url: this URL cannot be called
      found:   this URL (not shown)
      allowed: an https URL
      mend:    Write the whole URL, beginning with https://.

    BZ_CONFIG_KEY_OUT_OF_PLACE at monitoring.sendTo[4].category: this key does not apply here
      found:   "category", with the kind "remoteWrite"
      allowed: kind, metrics, url, token, user, password, tenant, from
      mend:    Remove it.

    BZ_CONFIG_VALUE at monitoring.sendTo[5].kind: this value is not one of those that are known
      found:   "influx"
      allowed: "sumologic", "datadog", "otlp", "remoteWrite"
      mend:    Take one of those that are allowed."
  `);
});
