/**
 * The alternating-bit protocol: a sender repeats each message until it is acknowledged, over two channels that lose. One bit tells a new message
 * from a repeated one.
 *
 * Modelled: one message and one acknowledgement underway at a time, each lost at any moment; messages are numbered modulo 4 so that what was
 * delivered can be compared with what was sent. Not modelled: reordering and duplication by the channels.
 *
 * That every message is delivered needs strong fairness of receiving: each loss disables the receipt again, and weak fairness promises nothing
 * about what is enabled only now and then.
 */
import { holds, knob, machine, spec, t, violates } from "cutcheck";

const rounds = 4;

const alternatingBit = (_: object, { receipts }: { receipts: "weak" | "strong" }) => {
  const Bit = t.int(0, 1);
  return machine("alternating-bit", {
    /** How many messages were sent, and delivered, modulo `rounds`. */
    sent: t.int(0, rounds - 1),
    delivered: t.int(0, rounds - 1),
    sendingBit: Bit,
    expectedBit: Bit,
    message: t.option(t.record({ bit: Bit, content: t.int(0, rounds - 1) })),
    acknowledgement: t.option(Bit),
  })
    .action("send", {
      actor: "sender",
      fair: "weak",
      when: s => s.message === null,
      then: s => {
        s.message = { bit: s.sendingBit, content: s.sent };
      },
    })
    .action("receive message", {
      actor: "receiver",
      fair: receipts,
      when: s => s.message !== null && s.acknowledgement === null,
      then: s => {
        if (s.message === null) return;
        if (s.message.bit === s.expectedBit) {
          s.delivered = s.message.content;
          s.expectedBit = 1 - s.expectedBit;
        }
        s.acknowledgement = s.message.bit;
        s.message = null;
      },
    })
    .action("receive acknowledgement", {
      actor: "sender",
      fair: receipts,
      when: s => s.acknowledgement !== null,
      then: s => {
        if (s.acknowledgement === s.sendingBit) {
          s.sendingBit = 1 - s.sendingBit;
          s.sent = (s.sent + 1) % rounds;
        }
        s.acknowledgement = null;
      },
    })
    .action("lose the message", {
      actor: "channel",
      fault: true,
      when: s => s.message !== null,
      then: s => {
        s.message = null;
      },
    })
    .action("lose the acknowledgement", {
      actor: "channel back",
      fault: true,
      when: s => s.acknowledgement !== null,
      then: s => {
        s.acknowledgement = null;
      },
    })
    .invariant("messages are delivered in order, each once", s => {
      const ahead = (s.sent - s.delivered + rounds) % rounds;
      return s.expectedBit === s.sendingBit ? ahead === 1 || (s.sent === 0 && s.delivered === 0) : ahead === 0;
    })
    .infinitelyOften("the second message is delivered again and again", s => s.delivered === 1)
    .alwaysPossible("the second message can be delivered", s => s.delivered === 1)
    .witness("an old message arrives after its acknowledgement was lost", s => s.message !== null && s.message.bit !== s.expectedBit);
};

export default spec("alternating-bit", {
  title: "The alternating-bit protocol",
  summary:
    "A sender and a receiver over channels that lose messages and acknowledgements, at most one of each underway. Not modelled: reordering, duplication.",
  sources: [
    "K. A. Bartlett, R. A. Scantlebury, P. T. Wilkinson, A Note on Reliable Full-Duplex Transmission over Half-Duplex Links, CACM 12(5), 1969",
    "L. Lamport, Specifying Systems, 2002, section 14.4: the alternating-bit protocol, whose liveness needs strong fairness of receiving",
  ],
  semantics: { receipts: knob.oneOf("strong", ["weak", "strong"], "what is promised about receiving") },
  build: alternatingBit,
  cases: [
    { name: "strong", expect: holds() },
    {
      name: "weak",
      about: "Every message is lost, for ever.",
      semantics: { receipts: "weak" },
      expect: violates("the second message is delivered again and again", { steps: 2 }),
    },
  ],
});
