/** What a view is, to whoever looks at it as an object of JavaScript: each statement on both kinds of views. */
import { assign, machine, plain, t } from "cutcheck";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/layout/compile.ts";
import { RootCell } from "../../src/plain/cell.ts";
import { defaultsOf } from "../../src/plain/values.ts";
import { stateView } from "../../src/plain/views.ts";
import { mistakeOf } from "./observe.ts";

const Point = t.record({ x: t.int(0, 3), y: t.int(0, 3) });
const Message = t.union({ sent: { to: t.int(0, 3), at: Point }, lost: { by: t.bool() } });

const shape = {
  a: Point,
  b: Point,
  message: Message,
  queue: t.fifo(Point, 3),
  log: t.seq(Point, 3),
  digits: t.seq(t.int(0, 9), 4),
  channels: t.map(t.bool(), t.fifo(t.int(0, 3), 2)),
  letters: t.fifo(Message, 2),
  heap: t.bag(Point, 3),
  seen: t.set(t.int(0, 3)),
  counts: t.array(2, t.int(0, 3)),
  maybe: t.option(Point),
  places: t.map(t.oneOf("k", "l"), Point),
  list: t.array(2, Point),
};

/** Two of each thing, so that something can go. */
const filled = `s.queue.push({ x: 1, y: 0 }); s.queue.push({ x: 2, y: 0 }); s.log = [{ x: 1, y: 0 }, { x: 2, y: 0 }]; s.digits = [5, 6, 7]; s.heap.add({ x: 1, y: 0 }); s.heap.add({ x: 2, y: 0 });
  s.letters.push({ kind: "sent", to: 1, at: { x: 3, y: 0 } }); s.maybe = { x: 1, y: 1 }; s.places.set("k", { x: 1, y: 2 }); s.a = { x: 1, y: 2 };`;

function onGenerated(text: string): unknown {
  const box = compile(machine("contract", shape).definition).open();
  box.reset();
  box.writable(true);
  return run(text, box.state);
}

function onPlain(text: string): unknown {
  const cell = new RootCell(defaultsOf(machine("contract", shape).definition.shape));
  cell.writable = true;
  return run(text, stateView(machine("contract", shape).definition.shape, cell));
}

function run(text: string, state: unknown): unknown {
  const call = new Function("s", "assign", "plain", `"use strict"; ${filled} ${text}`);
  const outcome = mistakeOf(() => call(state, assign, plain));
  return typeof outcome === "string" && outcome.startsWith("CUT") ? outcome.slice(0, 6) : outcome;
}

const engines = [
  ["the plain engine's", onPlain],
  ["generated", onGenerated],
] as const;

describe.each(engines)("views, %s", (_, outcome) => {
  test.each([
    ["return Object.keys(s.a);", ["x", "y"]],
    ["const names = []; for (const name in s.a) names.push(name); return names;", ["x", "y"]],
    ["return { ...s.a };", { x: 1, y: 2 }],
    ["const { x, ...rest } = s.a; return rest;", { y: 2 }],
    ["return structuredClone(s.a);", { x: 1, y: 2 }],
    ["return ['x' in s.a, Object.hasOwn(s.a, 'y'), s.a.hasOwnProperty('x')];", [true, true, true]],
    ["assign(s.b, s.a); s.a.x = 3; return plain(s.b);", { x: 1, y: 2 }],
    [
      "Object.assign(s.b, s.a); s.a.x = 3; return [plain(s.a), plain(s.b)];",
      [
        { x: 3, y: 2 },
        { x: 1, y: 2 },
      ],
    ],
    [
      "assign(s.b, { ...s.a }); s.b.y = 0; return [plain(s.a), plain(s.b)];",
      [
        { x: 1, y: 2 },
        { x: 1, y: 0 },
      ],
    ],
    ["return Object.keys(s.message);", ["kind", "to", "at"]],
    ["s.message = { kind: 'lost', by: true }; return { ...s.message };", { kind: "lost", by: true }],
    ["return ['by' in s.message, 'to' in s.message];", [false, true]],
    ["return JSON.parse(JSON.stringify(s.a));", { x: 1, y: 2 }],
    [
      "return JSON.parse(JSON.stringify(s.queue));",
      [
        { x: 1, y: 0 },
        { x: 2, y: 0 },
      ],
    ],
    ["return plain(s.places);", [["k", { x: 1, y: 2 }]]],
    ["return [...s.seen, ...s.counts];", [0, 0]],
    ["return [s.a.then, s.a.$$typeof, s.a.asymmetricMatch, s.a.nodeType, s.a.tagName, s.a.constructor].every(each => each === undefined);", true],
    ["return [s.seen.then, s.seen.$$typeof, s.seen.constructor, s.seen[Symbol.for('other')]].every(each => each === undefined);", true],
    ["return [s.a.$o, s.a.$path].length;", "CUT212"],
    ["return s[Symbol.for('nodejs.util.inspect.custom')]().a;", { x: 1, y: 2 }],
  ])("%s", (text, expected) => {
    expect(outcome(text)).toEqual(expected);
  });

  test.each([
    "return s.quue;",
    "return s.a.z;",
    "s.a.z = 1;",
    "return s.message.from;",
    "return s.counts[0];",
    "return s.seen.length;",
    "return s.queue.size;",
    "s.seen.length = 0;",
    "return s.places.k;",
  ])("%s is CUT212", text => {
    expect(outcome(text)).toBe("CUT212");
  });

  test.each(["return s.message.by;", "s.message.by = true;"])("%s is CUT210", text => {
    expect(outcome(text)).toBe("CUT210");
  });

  test.each([
    "return { ...s.queue };",
    "return Object.keys(s.seen).length;",
    "return Reflect.ownKeys(s.places);",
    "return Object.values(s.counts);",
    "return Object.entries(s.places);",
    "for (const name in s.seen) return name;",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a statement
    "return `${s.a}`;",
    "return s.a + 1;",
    "return s.a < s.b;",
    "return String(s.seen);",
    "return s.queue + '';",
    "return Number(s.message);",
  ])("%s is CUT217", text => {
    expect(outcome(text)).toBe("CUT217");
  });

  test.each([
    "const head = s.queue.head; s.queue.shift(); return head.x;",
    "const head = s.queue.head; s.queue.clear(); head.x = 1;",
    "const [first] = s.queue; s.queue.shift(); return first.x;",
    "const [first] = s.queue.toArray(); s.queue = []; return first.x;",
    "for (const each of s.queue) { s.queue.shift(); return each.x; }",
    "const head = s.queue.head; s.queue.removeAt(1); return head.x;",
    "const head = s.queue.head; s.queue.removeWhere(each => each.x === 2); return head.x;",
    "const first = s.heap.at(0); s.heap.take(0); return first.x;",
    "const first = s.heap.at(0); s.heap.remove({ x: 1, y: 0 }); return first.x;",
    "const first = s.heap.at(0); s.heap.removeWhere(each => each.x === 1); return first.x;",
    "const first = s.heap.at(0); s.heap.add({ x: 0, y: 0 }); return first.x;",
    "const there = s.maybe; s.maybe = null; return there.x;",
    "const there = s.maybe; s.maybe = { x: 0, y: 0 }; return there.x;",
    "const place = s.places.get('k'); s.places.delete('k'); return place.x;",
    "const place = s.places.get('k'); s.places.set('k', { x: 0, y: 0 }); return place.x;",
    "const place = s.places.get('k'); s.places.clear(); return place.x;",
    "const { message } = s; s.message = { kind: 'lost', by: true }; return message.kind;",
    "const { at } = s.message; s.message = { kind: 'sent', to: 1, at: { x: 0, y: 0 } }; return at.x;",
    "const { at } = s.letters.head; s.letters.shift(); return at.x;",
    "const head = s.queue.head; s.queue.shift(); s.a = head;",
    "const head = s.queue.head; s.queue.shift(); return plain(head);",
    "const first = s.log.head; s.log.removeAt(1); return first.x;",
    "const { last } = s.log; s.log.insert(0, { x: 0, y: 0 }); return last.x;",
    "const first = s.log.at(0); s.log.removeWhere(each => each.x === 2); return first.x;",
    "const first = s.log.at(0); s.log.set(0, { x: 0, y: 0 }); first.x = 1;",
    "const [first] = s.log; s.log.clear(); return first.x;",
    "for (const each of s.log) { s.log.removeAt(0); return each.x; }",
  ])("%s is CUT214", text => {
    expect(outcome(text)).toBe("CUT214");
  });

  test.each([
    ["const { a } = s; s.a = { x: 3, y: 3 }; return a.x;", 3],
    ["const [first] = s.list; s.list = [{ x: 3, y: 0 }, { x: 0, y: 0 }]; return first.x;", 3],
    ["const { queue } = s; s.queue = []; return queue.length;", 0],
    ["const head = s.queue.head; s.queue.push({ x: 3, y: 3 }); return head.x;", 1],
    ["const other = s.places.get('k'); s.places.set('l', { x: 0, y: 0 }); return other.x;", 1],
    ["const there = s.maybe; there.x = 3; s.maybe.y = 0; return plain(s.maybe);", { x: 3, y: 0 }],
    ["const { message } = s; message.to = 3; message.at.x = 2; return [message.to, s.message.at.x];", [3, 2]],
    ["const first = s.log.at(0); s.log.push({ x: 3, y: 3 }); first.y = 2; return plain(s.log.head);", { x: 1, y: 2 }],
    ["const other = s.log.at(1); s.log.set(0, { x: 0, y: 0 }); return other.x;", 2],
    ["const first = s.log.at(0); s.log.removeWhere(each => each.x === 9); return first.x;", 1],
    ["const channel = s.channels; channel.set(true, [1, 2]); const q = channel.get(true); q.shift(); return q.length;", 1],
  ])("%s shows what is there", (text, expected) => {
    expect(outcome(text)).toEqual(expected);
  });

  test.each([
    ["s.digits.insert(0, 1); return plain(s.digits);", [1, 5, 6, 7]],
    ["s.digits.insert(3, 1); return plain(s.digits);", [5, 6, 7, 1]],
    ["s.digits.insert(1, s.digits.last); return plain(s.digits);", [5, 7, 6, 7]],
    ["s.digits.set(1, 0); return plain(s.digits);", [5, 0, 7]],
    ["const taken = s.digits.removeAt(1); return [taken, ...s.digits];", [6, 5, 7]],
    ["const count = s.digits.removeWhere(each => each !== 6); return [count, ...s.digits];", [2, 6]],
    ["const seen = []; s.digits.removeWhere(each => { seen.push(each); return true; }); return seen;", [5, 6, 7]],
    ["return [s.digits.head, s.digits.last, s.digits.length, s.digits.capacity, s.digits.isFull];", [5, 7, 3, 4, false]],
    ["s.digits.clear(); return [s.digits.head, s.digits.last, s.digits.isEmpty];", [null, null, true]],
    [
      "s.log.insert(1, s.log.at(1)); s.log.at(2).y = 3; return plain(s.log);",
      [
        { x: 1, y: 0 },
        { x: 2, y: 0 },
        { x: 2, y: 3 },
      ],
    ],
    ["s.log.set(0, s.log.at(1)); return s.log.every(each => each.x === 2);", true],
    ["const taken = s.log.removeAt(0); s.log.head.x = 3; return [taken, s.log.length];", [{ x: 1, y: 0 }, 1]],
    ["const taken = s.queue.removeAt(1); return [taken, s.queue.length, s.queue.head.x];", [{ x: 2, y: 0 }, 1, 1]],
    ["const count = s.queue.removeWhere(each => each.x === 1); return [count, s.queue.length, s.queue.head.x];", [1, 1, 2]],
    ["s.channels.set(true, [1, 2]); return [s.channels.get(true).removeAt(0), ...s.channels.get(true)];", [1, 2]],
  ])("a list: %s", (text, expected) => {
    expect(outcome(text)).toEqual(expected);
  });

  test.each([
    ["s.digits.push(1); s.digits.push(2);", "CUT204"],
    ["s.digits.push(1); s.digits.insert(0, 2);", "CUT204"],
    ["s.digits = [1, 2, 3, 4, 5];", "CUT204"],
    ["s.digits.insert(4, 0);", "CUT206"],
    ["s.digits.insert(-1, 0);", "CUT206"],
    ["s.digits.set(3, 0);", "CUT206"],
    ["s.digits.removeAt(3);", "CUT206"],
    ["s.digits.removeAt(0.5);", "CUT206"],
    ["s.digits.clear(); s.digits.removeAt(0);", "CUT206"],
    ["s.digits.insert(0, 10);", "CUT201"],
    ["s.log.insert(0, { x: 1 });", "CUT212"],
    ["return s.log[0];", "CUT212"],
    ["s.log.shift();", "CUT212"],
    ["s.queue.removeAt(2);", "CUT206"],
    ["s.queue.removeWhere(each => each.z === 1);", "CUT212"],
  ])("a list: %s is %s", (text, code) => {
    expect(outcome(text)).toBe(code);
  });
});
