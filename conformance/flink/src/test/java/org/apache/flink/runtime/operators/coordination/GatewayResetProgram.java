package org.apache.flink.runtime.operators.coordination;

/**
 * A JobManager's coordinator of two subtasks that answers for checkpoint 1. With the argument
 * {@code reset}, the gateway of subtask 1 is made anew between question and answer. Exit code 0
 * says that the process has lived on.
 */
final class GatewayResetProgram {
    private GatewayResetProgram() {}

    public static void main(String[] arguments) throws Exception {
        var kit = new HolderKit(2);
        var result = kit.ask(1);
        if (arguments.length > 0 && arguments[0].equals("reset")) {
            kit.holder.subtaskReset(1, -1);
            kit.settle();
        }
        kit.answer(1);
        kit.settle();
        System.out.println("the snapshot is complete: " + result.isDone());
        System.exit(0);
    }
}
