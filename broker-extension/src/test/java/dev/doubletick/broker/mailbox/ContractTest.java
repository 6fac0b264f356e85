package dev.doubletick.broker.mailbox;

/** A part of the mailbox's contract, by subject. {@link MailboxContract} is the whole. */
interface ContractTest {

    /** The mailbox of this test. */
    MailboxUnderTest box();

    default Mailbox mailbox() {
        return box().mailbox();
    }
}
