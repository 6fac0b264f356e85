package dev.doubletick.registration.verification.sender.smpp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsmpp.PDUStringException;
import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.BroadcastSm;
import org.jsmpp.bean.CancelBroadcastSm;
import org.jsmpp.bean.CancelSm;
import org.jsmpp.bean.DataSm;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.QueryBroadcastSm;
import org.jsmpp.bean.QuerySm;
import org.jsmpp.bean.ReplaceSm;
import org.jsmpp.bean.SubmitMulti;
import org.jsmpp.bean.SubmitSm;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.session.BindRequest;
import org.jsmpp.session.BroadcastSmResult;
import org.jsmpp.session.DataSmResult;
import org.jsmpp.session.QueryBroadcastSmResult;
import org.jsmpp.session.QuerySmResult;
import org.jsmpp.session.SMPPServerSession;
import org.jsmpp.session.SMPPServerSessionListener;
import org.jsmpp.session.ServerMessageReceiverListener;
import org.jsmpp.session.Session;
import org.jsmpp.session.SubmitMultiResult;
import org.jsmpp.session.SubmitSmResult;
import org.jsmpp.session.connection.ServerConnection;
import org.jsmpp.session.connection.ServerConnectionFactory;
import org.jsmpp.session.connection.socket.ServerSocketConnection;
import org.jsmpp.util.MessageId;

/** A short message service centre on loopback, on jsmpp's server side: takes texts, and answers as the test says. */
final class Smsc implements ServerMessageReceiverListener, AutoCloseable {

    static final String PASSWORD = "s3cret";

    private final List<SubmitSm> submitted = new CopyOnWriteArrayList<>();
    private final List<SMPPServerSession> sessions = new CopyOnWriteArrayList<>();
    private final AtomicInteger binds = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ServerSocket socket;
    private final SMPPServerSessionListener listener;
    private volatile int status;

    /** On any free port. */
    Smsc() throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    /** On a socket of the caller's, which this closes. */
    Smsc(ServerSocket socket) throws IOException {
        this.socket = socket;
        listener = new SMPPServerSessionListener(0, new AnyPort(socket));
        listener.setMessageReceiverListener(this);
        threads.execute(this::accept);
    }

    /** The library's own factory does not tell which port it got. */
    private record AnyPort(ServerSocket socket) implements ServerConnectionFactory {

        @Override
        public ServerConnection listen(int port) {
            return new ServerSocketConnection(socket);
        }

        @Override
        public ServerConnection listen(int port, int timeout) {
            return listen(port);
        }

        @Override
        public ServerConnection listen(int port, int timeout, int backlog) {
            return listen(port);
        }
    }

    private void accept() {
        while (!threads.isShutdown()) {
            try {
                SMPPServerSession session = listener.accept();
                sessions.add(session);
                threads.execute(() -> bind(session));
            } catch (IOException e) {
                return; // Closed.
            }
        }
    }

    private void bind(SMPPServerSession session) {
        try {
            BindRequest request = session.waitForBind(5_000);
            if (!request.getPassword().equals(PASSWORD)) {
                request.reject(SMPPConstant.STAT_ESME_RINVPASWD);
                return;
            }
            binds.incrementAndGet();
            request.accept("smsc");
        } catch (TimeoutException | PDUStringException | IOException e) {
            session.close();
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    /** 0: takes messages; otherwise refuses them with this command status. */
    void answer(int commandStatus) {
        status = commandStatus;
    }

    List<SubmitSm> submitted() {
        return submitted;
    }

    int binds() {
        return binds.get();
    }

    /** Drops all connections, without a word. */
    void cut() {
        sessions.forEach(SMPPServerSession::close);
        sessions.clear();
    }

    @Override
    public SubmitSmResult onAcceptSubmitSm(SubmitSm message, SMPPServerSession source) throws ProcessRequestException {
        submitted.add(message);
        if (status != 0) {
            throw new ProcessRequestException("as the test wants it", status);
        }
        try {
            return new SubmitSmResult(new MessageId(Integer.toString(submitted.size())), new OptionalParameter[0]);
        } catch (PDUStringException e) {
            throw new ProcessRequestException(e.getMessage(), SMPPConstant.STAT_ESME_RSYSERR);
        }
    }

    private static ProcessRequestException unsupported() {
        return new ProcessRequestException("not here", SMPPConstant.STAT_ESME_RINVCMDID);
    }

    @Override
    public SubmitMultiResult onAcceptSubmitMulti(SubmitMulti message, SMPPServerSession source)
            throws ProcessRequestException {
        throw unsupported();
    }

    @Override
    public QuerySmResult onAcceptQuerySm(QuerySm message, SMPPServerSession source) throws ProcessRequestException {
        throw unsupported();
    }

    @Override
    public void onAcceptReplaceSm(ReplaceSm message, SMPPServerSession source) throws ProcessRequestException {
        throw unsupported();
    }

    @Override
    public void onAcceptCancelSm(CancelSm message, SMPPServerSession source) throws ProcessRequestException {
        throw unsupported();
    }

    @Override
    public BroadcastSmResult onAcceptBroadcastSm(BroadcastSm message, SMPPServerSession source)
            throws ProcessRequestException {
        throw unsupported();
    }

    @Override
    public void onAcceptCancelBroadcastSm(CancelBroadcastSm message, SMPPServerSession source)
            throws ProcessRequestException {
        throw unsupported();
    }

    @Override
    public QueryBroadcastSmResult onAcceptQueryBroadcastSm(QueryBroadcastSm message, SMPPServerSession source)
            throws ProcessRequestException {
        throw unsupported();
    }

    @Override
    public DataSmResult onAcceptDataSm(DataSm message, Session source) throws ProcessRequestException {
        throw unsupported();
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        listener.close();
        cut();
    }
}
