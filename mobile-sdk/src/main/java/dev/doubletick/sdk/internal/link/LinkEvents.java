package dev.doubletick.sdk.internal.link;

/** What happens on a link. Called on the link's threads, which must not be held up. */
public interface LinkEvents {

    /**
     * The broker accepted the connection.
     *
     * @param window how many publications may await their answer at once
     */
    void connected(Link link, int window);

    /** Something arrived. It is to be acknowledged once it is stored. */
    void received(Link link, Inbound inbound);

    /** The server answered a publication. */
    void answered(Link link, Publication publication, Answer answer);

    /** The broker answered to the latest {@link Link#probe}. */
    void probed(Link link);

    /** The attempt failed, or the connection is gone. Comes at most once, and not after {@link Link#close}. */
    void lost(Link link, LinkException cause);
}
