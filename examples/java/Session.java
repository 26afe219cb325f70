import com.google.gson.Gson;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import metier.orchestrator.v1.ChatServiceGrpc;
import metier.orchestrator.v1.SendMessageRequest;
import metier.orchestrator.v1.SendMessageStreamRequest;
import metier.orchestrator.v1.StartSessionRequest;

/** Starts a session and sends a message over gRPC with the generated stubs; prints what came back as JSON. */
public final class Session {
  public static void main(String[] arguments) {
    ManagedChannel channel = NettyChannelBuilder.forTarget(arguments[0]).usePlaintext().build();
    var chat = ChatServiceGrpc.newBlockingStub(channel).withDeadlineAfter(50, TimeUnit.SECONDS);

    var started =
        chat.startSession(StartSessionRequest.newBuilder().setJobTitle("Policy Analyst").setRequestId("java-1").build());
    var headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + started.getSessionToken());
    chat = chat.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    String session = started.getReply().getSessionId();
    var answered =
        chat.sendMessage(
            SendMessageRequest.newBuilder()
                .setSessionId(session)
                .setMessage("I write policy briefs and review draft laws.")
                .setRequestId("java-2")
                .build());
    List<String> activities = new ArrayList<>();
    answered.getReply().getExtractedTasksList().forEach(task -> activities.add(task.getText()));
    List<String> told = new ArrayList<>();
    chat.sendMessageStream(
            SendMessageStreamRequest.newBuilder()
                .setSessionId(session)
                .setMessage("I train the interns every summer.")
                .setRequestId("java-3")
                .build())
        .forEachRemaining(event -> told.add(event.getEventCase().name().toLowerCase(Locale.ROOT)));
    System.out.println(
        new Gson()
            .toJson(
                Map.of(
                    "opening", started.getReply().getMessage().getContent(),
                    "turns", answered.getReply().getUpdatedState().getTurnCount(),
                    "activities", activities,
                    "told", told)));
    channel.shutdownNow();
  }
}
