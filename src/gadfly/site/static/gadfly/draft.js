// What is typed and not yet saved: kept in this browser, one an attack, until the server says it is on disk.
// A key names the words it was first sent with, so that sending them again changes nothing and other words get another.

/** Return 128 random bits in hexadecimal. crypto.randomUUID would need https away from this machine. */
function freshKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Return the draft of `attack`: read, write, name for sending, forget. Full or forbidden storage is borne in silence. */
export function draftOf(attack) {
  const place = `draft:${attack}`;
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(place)) ?? { text: "" };
    } catch {
      return { text: "" };
    }
  };
  const write = (draft) => {
    try {
      localStorage.setItem(place, JSON.stringify(draft));
    } catch {
      // the words are still in the field
    }
  };
  return {
    read,
    keep: (text) => (text ? write({ ...read(), text }) : localStorage.removeItem(place)),
    keyFor(text) {
      const { sent, key } = read();
      const name = sent === text && key ? key : freshKey();
      write({ text, sent: text, key: name });
      return name;
    },
    forget: () => localStorage.removeItem(place),
  };
}
