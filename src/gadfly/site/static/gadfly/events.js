// A POST whose answer is an event stream, read as it arrives. EventSource can only GET.

/** What went wrong, in a sentence for the person; `status` is 0 when the network was cut. */
export class Trouble extends Error {
  constructor(sentence, status = 0) {
    super(sentence);
    this.status = status;
  }
}

const CUT = "The connection was cut.";

async function complaint(answer) {
  const kind = answer.headers.get("Content-Type") ?? "";
  if (kind.includes("json")) return (await answer.json()).error;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector("main .lead")?.textContent ?? `The server answered ${answer.status}.`;
}

/** Send `form` and return the answer; throw Trouble when there is none or it is a refusal. */
export async function send(form, fields, accept) {
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: fields, headers: { Accept: accept } });
  } catch {
    throw new Trouble(CUT);
  }
  if (!answer.ok) throw new Trouble(await complaint(answer), answer.status);
  return answer;
}

function parsed(block) {
  const fields = {};
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
  }
  return fields.data && { name: fields.event, data: JSON.parse(fields.data) };
}

/** Yield `{name, data}` for each event of the answer; comments are passed over. */
export async function* events(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    let piece;
    try {
      piece = await reader.read();
    } catch {
      throw new Trouble(CUT);
    }
    if (piece.done) return;
    const blocks = (rest + piece.value).replaceAll("\r\n", "\n").split("\n\n");
    rest = blocks.pop();
    yield* blocks.map(parsed).filter(Boolean);
  }
}
