// Starts a session and sends a message over gRPC with the generated stubs; prints what came back as JSON.
package main

import (
	"context"
	"encoding/json"
	"io"
	"log"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	orchestrator "metier.example/gen/metier/orchestrator/v1"
)

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Second)
	defer cancel()
	connection, err := grpc.Dial(os.Args[1], grpc.WithInsecure())
	check(err)
	chat := orchestrator.NewChatServiceClient(connection)

	started, err := chat.StartSession(ctx, &orchestrator.StartSessionRequest{JobTitle: "Policy Analyst", RequestId: "go-1"})
	check(err)
	ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+started.SessionToken)
	session := started.Reply.SessionId
	answered, err := chat.SendMessage(ctx, &orchestrator.SendMessageRequest{
		SessionId: session, Message: "I write policy briefs and review draft laws.", RequestId: "go-2",
	})
	check(err)
	activities := []string{}
	for _, task := range answered.Reply.ExtractedTasks {
		activities = append(activities, task.Text)
	}
	stream, err := chat.SendMessageStream(ctx, &orchestrator.SendMessageStreamRequest{
		SessionId: session, Message: "I train the interns every summer.", RequestId: "go-3",
	})
	check(err)
	told := []string{}
	for {
		event, err := stream.Recv()
		if err == io.EOF {
			break
		}
		check(err)
		switch event.Event.(type) {
		case *orchestrator.SendMessageStreamResponse_Tool:
			told = append(told, "tool")
		case *orchestrator.SendMessageStreamResponse_Turn:
			told = append(told, "turn")
		default:
			told = append(told, "other")
		}
	}
	check(json.NewEncoder(os.Stdout).Encode(map[string]any{
		"opening":    started.Reply.Message.Content,
		"turns":      answered.Reply.UpdatedState.TurnCount,
		"activities": activities,
		"told":       told,
	}))
}
