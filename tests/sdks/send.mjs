// Sends one event of each kind, TIMES times with the same message ids, by Segment's own SDK for Node:
// `node send.mjs HOST WRITE_KEY PREFIX TIMES`.
import { Analytics } from "@segment/analytics-node";

const [host, writeKey, prefix, times] = process.argv.slice(2);

for (let time = 0; time < Number(times); time += 1) {
  const analytics = new Analytics({ host, writeKey, maxRetries: 2, flushInterval: 100 });
  analytics.on("error", (error) => {
    console.error(error);
    process.exitCode = 1;
  });
  const who = { anonymousId: `${prefix}-device`, userId: `${prefix}-user` };
  const numbered = (name) => ({ ...who, messageId: `${prefix}-${name}` });
  analytics.identify({ ...numbered("identify"), traits: { email: "anna@example.com" } });
  analytics.track({
    ...numbered("track"),
    event: "Product Added",
    properties: { product_id: "bike-1", quantity: 2, price: 100, currency: "EUR" },
  });
  analytics.page({ ...numbered("page"), name: "Home", properties: { url: "https://shop.example/" } });
  analytics.group({ ...numbered("group"), groupId: "club", traits: { name: "Club" } });
  analytics.alias({ previousId: `${prefix}-earlier`, userId: `${prefix}-user`, messageId: `${prefix}-alias` });
  await analytics.closeAndFlush();
}
