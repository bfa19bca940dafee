/** A machine whose state has every type inside every composite type, and whose actions touch all of it. */
import { assign, machine, t } from "cutcheck";

const Scalar = { flag: t.bool(), small: t.int(-1, 2), label: t.oneOf("a", "b", "c"), maybe: t.option(t.int(1, 2)) };
const Inner = t.record({ ...Scalar, pair: t.array(2, t.int(0, 1)) });
const Message = t.union({ barrier: { id: t.int(1, 2) }, record: { at: Inner }, nothing: {} });

/** One instance of each composite type around `T`. */
const around = { record: t.record({ it: Inner }), array: t.array(2, Inner), option: t.option(Inner), union: Message };
const queues = { fifo: t.fifo(Message, 2), bag: t.bag(Message, 2), wide: t.bag(t.int(0, 3), 3) };
const finite = {
  set: t.set(t.record({ x: t.int(0, 1), y: t.bool() })),
  labels: t.set(t.oneOf("a", "b", "c")),
  large: t.set(t.int(0, 34)),
  map: t.map(t.option(t.int(0, 1)), Message),
};
const deep = t.record({
  fifos: t.array(2, t.fifo(t.record({ bag: t.bag(t.bool(), 2), set: t.set(t.bool()) }), 2)),
  maps: t.option(t.map(t.oneOf("k", "l"), t.option(t.record({ fifo: t.fifo(t.int(0, 1), 1) })))),
  bags: t.bag(t.map(t.bool(), t.option(t.int(0, 1))), 2),
});

export const everyType = machine("every type", { phase: t.int(0, 9), around: t.record(around), queues: t.record(queues), finite: t.record(finite), deep })
  .action(
    "send",
    { id: [1, 2] },
    {
      when: s => s.phase === 0 && !s.queues.fifo.isFull,
      then: (s, { id }) => {
        s.queues.fifo.push({ kind: "barrier", id });
        if (s.queues.fifo.isFull) s.phase = 1;
      },
    },
  )
  .action("reorder", {
    when: s => s.phase === 1,
    then: s => {
      while (!s.queues.fifo.isEmpty) s.queues.bag.add(s.queues.fifo.shift());
      s.phase = 2;
    },
  })
  .action(
    "deliver",
    { position: [0, 1] },
    {
      when: (s, { position }) => s.phase === 2 && position < s.queues.bag.size,
      then: (s, { position }) => {
        const message = s.queues.bag.take(position);
        assign(s.around, { union: message });
        if (message.kind === "barrier") s.finite.map.set(message.id === 1 ? null : 0, message);
        if (s.queues.bag.isEmpty) s.phase = 3;
      },
    },
  )
  .action("copy", {
    when: s => s.phase === 3,
    then: s => {
      s.around.array[0].small = 2;
      s.around.array[0].pair.fill(1);
      s.around.option = s.around.array[0];
      s.around.record.it = s.around.array[0];
      s.around.union = { kind: "record", at: s.around.array[0] };
      s.finite.map.set(1, s.around.union);
      s.phase = 4;
    },
  })
  .action(
    "member",
    { x: [0, 1], y: [false, true] },
    {
      when: s => s.phase === 4,
      then: (s, { x, y }) => {
        s.finite.set.add({ x, y });
        if (s.finite.set.isFull) s.phase = 5;
      },
    },
  )
  .action("large", {
    when: s => s.phase === 5,
    then: s => {
      s.finite.large.addAll([0, 29, 30, 34]);
      s.finite.labels.fill();
      s.finite.labels.delete("b");
      assign(s.queues, { wide: [3, 0, 3] });
      s.phase = 6;
    },
  })
  .action(
    "deep",
    { bit: [false, true] },
    {
      when: s => s.phase === 6,
      then: (s, { bit }) => {
        s.deep.fifos[1].push({ bag: [true, bit], set: [bit] });
        assign(s.deep, {
          maps: [
            ["l", null],
            ["k", { fifo: [1] }],
          ],
        });
        s.deep.bags.add([[true, 1]]);
        s.deep.bags.add([[false, null]]);
        s.phase = 7;
      },
    },
  )
  .action("deeper", {
    when: s => s.phase === 7,
    then: s => {
      const head = s.deep.fifos[1].head;
      if (head !== null) head.bag.add(false);
      s.deep.maps?.get("k")?.fifo.clear();
      s.deep.bags.removeWhere(map => map.has(true));
      s.phase = 8;
    },
  })
  .action("forget", {
    when: s => s.phase === 8,
    then: s => {
      s.around.option = null;
      s.around.union = { kind: "nothing" };
      s.deep.maps = null;
      s.finite.map.clear();
      s.phase = 9;
    },
  })
  .terminal(s => s.phase === 9)
  .invariant("the bag is in order", s => s.queues.wide.isEmpty || s.queues.wide.toArray().join() === "0,3,3")
  .invariant("a forgotten state has no map", s => s.phase !== 9 || (s.deep.maps === null && s.finite.map.isEmpty))
  .witness("the end", s => s.phase === 9)
  .witness("null is a key", s => s.finite.map.has(null));
