// storage_opener FILE r|w: a second process that opens a document and prints the sentence it gets. For the tests.
#include <cstdio>
#include <string_view>

#include "storage/sqlite_event_store.h"

int main(int argumentCount, char** arguments) {
    using namespace varve::storage;
    if (argumentCount != 3) return 2;
    const StoreMode mode = std::string_view(arguments[2]) == "w" ? StoreMode::kReadWrite : StoreMode::kReadOnly;
    const auto store = SqliteEventStore::open(arguments[1], mode);
    std::fputs(store ? "opened" : store.error().message.c_str(), stdout);
    return store ? 0 : 1;
}
